#!/usr/bin/env node
import { main, nodeContext } from "@elvis/stage";
import { visSplit } from "./stage.ts";

process.exitCode = await main(visSplit, process.argv.slice(2), nodeContext());
