import { createHash } from "node:crypto";
import * as z from "zod/mini";

/**
 * Headers of a write: whoever sends the same key again gets the same answer, and no second effect.
 *
 * @see https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/
 */
export const IdempotencyHeaders = z.object({
  "idempotency-key": z.string().check(z.regex(/^[\u0021-\u007E]{1,255}$/u)), // no spaces, no controls
});

/** A request that may come more than once. */
export interface IdempotentRequest {
  /** What is asked for; the same key under another operation is another request. */
  readonly operation: string;
  /** Who asks; nobody gets at another's answers. */
  readonly caller: string;
  readonly key: string;
  /** What is asked, as it was parsed: with the same key it must be the same. */
  readonly body: unknown;
}

/** Names a request and every repetition of it, for effects to remember which request they are of. */
export function commandIdOf({ operation, caller, key }: Omit<IdempotentRequest, "body">): string {
  return createHash("sha256")
    .update(JSON.stringify([operation, caller, key]))
    .digest("hex");
}
