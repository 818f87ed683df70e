import type { AnyPlugin } from "./service.ts";
import { sqs } from "./services/sqs/index.ts";

/** Every emulated service, in the order in which they open. */
export const PLUGINS: readonly AnyPlugin[] = [sqs];
