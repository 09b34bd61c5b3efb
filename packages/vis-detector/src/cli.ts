#!/usr/bin/env node
import { main, nodeContext } from "@elvis/stage";
import { visDetector } from "./stage.ts";

process.exitCode = await main(visDetector, process.argv.slice(2), nodeContext());
