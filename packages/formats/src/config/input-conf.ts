import type { Codec } from "../codec.ts";
import { jsonList } from "./json-list.ts";

/** VIS_inputconf.json: the list of the VIS input configurations (the planner's tasks) that the second pipeline starts from. */
export const inputConf: Codec<readonly string[]> = { ...jsonList, id: "vis.input-conf", doc: "list of VIS input configurations" };
