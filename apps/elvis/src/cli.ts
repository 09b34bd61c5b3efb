#!/usr/bin/env node
import { nodeContext } from "@elvis/stage";
import { elvis } from "./main.ts";

process.exitCode = await elvis(process.argv.slice(2), nodeContext());
