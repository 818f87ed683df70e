import { createHmac } from "node:crypto";
import type { OpenCallback } from "./callbacks.ts";
import { beforeDeadline } from "./deadline.ts";
import { StateError } from "./errors.ts";
import type { Frame } from "./frame.ts";
import { isJsonObject, type Json, own, parseJson } from "./json.ts";

/** The parts of a task token: whose it is, and which task of it waits. */
export interface TaskToken {
  readonly executionArn: string;
  readonly key: string;
}

function sign(seed: string, text: string): string {
  return createHmac("sha256", seed).update(text).digest("base64url");
}

/** Makes the token of a task: the same again after a restart, and unguessable without the seed. */
export function mintToken(seed: string, { executionArn, key }: TaskToken): string {
  const body = JSON.stringify([executionArn, key]);
  return Buffer.from(JSON.stringify({ task: body, proof: sign(seed, body) })).toString("base64");
}

function parseEnvelope(token: string): { task: string; proof: string } | undefined {
  try {
    const envelope = parseJson(Buffer.from(token, "base64").toString());
    if (!isJsonObject(envelope)) return undefined;
    const [task, proof] = [own(envelope, "task"), own(envelope, "proof")];
    return typeof task === "string" && typeof proof === "string" ? { task, proof } : undefined;
  } catch {
    return undefined;
  }
}

/** Reads a token; `seedOf` answers the seed of an execution. `undefined`: no token of ours. */
export function readToken(
  token: string,
  seedOf: (executionArn: string) => string | undefined,
): TaskToken | undefined {
  const envelope = parseEnvelope(token);
  if (envelope === undefined) return undefined;
  const [executionArn, key]: unknown[] = JSON.parse(envelope.task);
  if (typeof executionArn !== "string" || typeof key !== "string") return undefined;
  const seed = seedOf(executionArn);
  if (seed === undefined || sign(seed, envelope.task) !== envelope.proof) return undefined;
  return { executionArn, key };
}

interface CallbackWait {
  readonly callback: OpenCallback;
  readonly signal: AbortSignal;
  /** When the task was scheduled: milliseconds since the epoch. */
  readonly sinceMs: number;
  readonly heartbeatSeconds: number | undefined;
}

/**
 * Waits until the token comes back, as long as heartbeats keep coming.
 *
 * @throws {StateError} the failure that was sent, or `States.Timeout` for a missed heartbeat.
 */
export async function waitForCallback(frame: Frame, wait: CallbackWait): Promise<Json> {
  const { clock } = frame.runtime;
  const { callback, signal, sinceMs, heartbeatSeconds } = wait;
  const due = (): number | undefined =>
    heartbeatSeconds === undefined
      ? undefined
      : Math.max(sinceMs, callback.lastHeartbeatMs() ?? 0) + heartbeatSeconds * 1000;
  for (;;) {
    const dueAtMs = due();
    const settled = await beforeDeadline({ clock, signal, dueAtMs }, () => callback.outcome);
    if (settled !== "due") {
      const outcome = settled.value;
      if ("output" in outcome) return outcome.output;
      throw new StateError(outcome.error, outcome.cause);
    }
    if (due() === dueAtMs) {
      throw new StateError("States.Timeout", undefined, { alias: "States.HeartbeatTimeout" });
    }
  }
}
