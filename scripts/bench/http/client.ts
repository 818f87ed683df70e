import * as z from "zod";
import type { RawResponse } from "./response.ts";
import type { Worker } from "./worker.ts";

const Loaded = z.object({
  microseconds: z.number(),
  response: z.object({ head: z.string(), body: z.string(), sizeBytes: z.number() }),
});

/** Requests for one server. */
export interface Load {
  readonly port: number;
  readonly bytes: Buffer;
  readonly count: number;
  readonly connections: number;
}

/**
 * Lets a client process send requests.
 *
 * @returns Microseconds per request, and the last answer; all of them had status 200.
 */
export async function load(
  client: Worker,
  { bytes, ...rest }: Load,
): Promise<{ microseconds: number; response: RawResponse }> {
  return Loaded.parse(await client.ask({ ...rest, request: bytes.toString("base64") }));
}
