#!/usr/bin/env node
import { main, nodeContext } from "@elvis/stage";
import { tu } from "./stage.ts";

process.exitCode = await main(tu, process.argv.slice(2), nodeContext());
