#!/usr/bin/env node
import { main, nodeContext } from "@elvis/stage";
import { planner } from "./stage.ts";

process.exitCode = await main(planner, process.argv.slice(2), nodeContext());
