#!/usr/bin/env node
import { main, nodeContext } from "@elvis/stage";
import { confmatch } from "./stage.ts";

process.exitCode = await main(confmatch, process.argv.slice(2), nodeContext());
