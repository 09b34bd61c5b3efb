#!/usr/bin/env node
import { main, nodeContext } from "@elvis/stage";
import { visCombine } from "./stage.ts";

process.exitCode = await main(visCombine, process.argv.slice(2), nodeContext());
