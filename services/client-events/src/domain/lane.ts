import { createHash } from "node:crypto";

/**
 * The lane of a client, always the same: 0 up to `lanes`. Each lane has a limit of its own, so that a client
 * who sends without end holds up those of its lane alone.
 */
export function laneOf(clientId: string, lanes: number): number {
  return createHash("sha256").update(clientId).digest().readUInt32BE(0) % lanes;
}
