import type { AnyPlugin } from "./service.ts";

/** Every emulated service, in the order in which they open. */
export const PLUGINS: readonly AnyPlugin[] = [];
