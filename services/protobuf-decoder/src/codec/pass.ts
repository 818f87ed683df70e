import { JsonWriter } from "./json-writer.ts";
import { WireReader } from "./wire-reader.ts";

/**
 * What the generated code reads with and writes with. One of each serves every message: decoding never
 * waits, so that no two are ever under way.
 */
export const wire = new WireReader();
export const json = new JsonWriter();
