/**
 * A decoder for every message type that the service's .proto files declare, by its full name. The code is
 * generated from them by codegen/main.ts: on install, and before anything is checked, tested or packaged.
 */
export { decoders } from "./generated/decoders.ts";
