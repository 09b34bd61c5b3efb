#!/usr/bin/env node
import { main, nodeContext } from "@elvis/stage";
import { pointing } from "./stage.ts";

process.exitCode = await main(pointing, process.argv.slice(2), nodeContext());
