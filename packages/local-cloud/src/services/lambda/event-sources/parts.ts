import { randomUUID } from "node:crypto";
import type { Principal } from "../../../access/principal.ts";
import type { Cloud } from "../../../cloud.ts";
import { AwsError } from "../../../errors.ts";
import { present } from "../../../present.ts";
import type { Execution, Executor } from "../executor.ts";
import type { FunctionRef } from "../names.ts";
import type { Registry } from "../registry.ts";
import type { MappingRecord } from "./mapping.ts";

/** What every poller works with. */
export interface PollerParts {
  readonly cloud: Cloud;
  readonly registry: Registry;
  readonly executor: Executor;
}

/** The function of a mapping. */
export function functionOf({ functionName: name, qualifier }: MappingRecord): FunctionRef {
  return present({ name, qualifier });
}

/** Pollers read the source, and write to its failure destination, in the function's role. */
export function roleOf(mapping: MappingRecord, { registry, cloud }: PollerParts): Principal {
  const { roleArn } = registry.resolve(functionOf(mapping)).version;
  const accountId = roleArn.split(":")[4] ?? cloud.config.accountId;
  return { kind: "role", accountId, roleArn, sessionName: mapping.functionName };
}

const FIRST_PAUSE_MS = 500;
const LAST_PAUSE_MS = 60_000;

/** How long to wait after so many failures in a row. */
export function pauseMs(failures: number): number {
  return Math.min(FIRST_PAUSE_MS * 2 ** Math.min(failures, 10), LAST_PAUSE_MS);
}

/** Waits by the cloud's clock; returns early, without an error, when the signal aborts. */
export async function pause(cloud: Cloud, ms: number, signal: AbortSignal): Promise<void> {
  await cloud.clock.sleep(ms, signal).catch(() => undefined);
}

/** What became of one batch: an execution, or no run at all for want of concurrency. */
export type BatchRun = { readonly execution: Execution; readonly requestId: string } | undefined;

/** Runs the function on a batch; `undefined` when it was throttled. */
export function runBatch(
  mapping: MappingRecord,
  records: readonly unknown[],
  parts: PollerParts,
): Promise<BatchRun> {
  return runEvent(mapping, JSON.stringify({ Records: records }), parts);
}

/** Runs the function on an event, which is JSON; `undefined` when it was throttled. */
export async function runEvent(
  mapping: MappingRecord,
  event: string,
  { executor }: PollerParts,
): Promise<BatchRun> {
  const requestId = randomUUID();
  try {
    const execution = await executor.execute(functionOf(mapping), { requestId, event });
    return { requestId, execution };
  } catch (error) {
    if (error instanceof AwsError) return undefined;
    throw error;
  }
}
