import { AwsError } from "../../errors.ts";
import type { Cloud } from "../../cloud.ts";
import { DONE, type Delivery, type DeliveryOutcome } from "../../store/deliveries.ts";
import { deadLetter, queueDestination, type InvokeRecord } from "./destinations.ts";
import type { Execution, Executor } from "./executor.ts";
import type { EventInvokeRecord } from "./model.ts";
import { functionArn, type FunctionRef } from "./names.ts";
import type { Registry, Resolved } from "./registry.ts";

/** Takes invocations that nobody waits for. */
export interface AsyncInvoker {
  /** Stored when it returns. */
  accept(ref: FunctionRef, call: { requestId: string; event: string }): void;
}

interface AsyncPayload extends FunctionRef {
  readonly requestId: string;
  readonly event: string;
}

const KIND = "lambda.async";
const CONCURRENCY = 100;
const DEFAULT_RETRIES = 2; // Lambda developer guide, "Asynchronous invocation"
const DEFAULT_AGE_SECONDS = 6 * 3600;
const RETRY_MS = [60_000, 120_000]; // one minute before the first retry, two before the second
const FIRST_THROTTLE_MS = 1000; // back-off on throttles and system errors: 1 s to 5 min
const LAST_THROTTLE_MS = 300_000;

/** Opens the queue of asynchronous invocations. */
export function openAsyncInvoker(
  cloud: Cloud,
  registry: Registry,
  executor: Executor,
): AsyncInvoker {
  /** How many runs of a delivery ended in an error of the function. */
  const failures = cloud.store.collection<number>("lambda.async-failures");

  const settle = (
    delivery: Delivery<AsyncPayload>,
    record: InvokeRecord | undefined,
  ): DeliveryOutcome => {
    failures.delete(delivery.id);
    if (record !== undefined) queueDestination(cloud, record);
    return DONE;
  };
  const giveUp = (
    delivery: Delivery<AsyncPayload>,
    found: Found,
    end: Pick<InvokeRecord, "condition" | "execution">,
  ): DeliveryOutcome => {
    const count = failures.get(delivery.id) ?? 0;
    deadLetter(cloud, found.resolved, { ...delivery.payload, ...end });
    return settle(delivery, recordOf(delivery, found, { ...end, invokeCount: count }));
  };
  const afterError = (
    delivery: Delivery<AsyncPayload>,
    found: Found,
    execution: Execution,
  ): DeliveryOutcome => {
    const count = (failures.get(delivery.id) ?? 0) + 1;
    failures.put(delivery.id, count);
    if (count > (found.settings?.maxRetries ?? DEFAULT_RETRIES)) {
      return giveUp(delivery, found, { condition: "RetriesExhausted", execution });
    }
    return { retryInMs: RETRY_MS[count - 1] ?? LAST_THROTTLE_MS };
  };

  const find = (payload: AsyncPayload): Found | undefined => {
    try {
      const resolved = registry.resolve(payload);
      const key = `${payload.name}:${payload.qualifier ?? "$LATEST"}`;
      const settings = registry.eventInvokes.get(key);
      return { resolved, settings, functionArn: arnOf(payload, registry) };
    } catch (error) {
      // Deleted since it was accepted: there is nobody left to run it or to tell.
      if (error instanceof AwsError) return undefined;
      throw error;
    }
  };

  /** Why an event is given up before it is run. */
  const refusal = (delivery: Delivery<AsyncPayload>, found: Found): Refusal | undefined => {
    const ageMs = cloud.clock.now() - delivery.enqueuedAt;
    const maxAgeMs = (found.settings?.maxAgeSeconds ?? DEFAULT_AGE_SECONDS) * 1000;
    if (ageMs > maxAgeMs) return "EventAgeExceeded";
    return found.resolved.fn.reservedConcurrency === 0 ? "ZeroReservedConcurrency" : undefined;
  };
  const run = async (delivery: Delivery<AsyncPayload>, found: Found): Promise<DeliveryOutcome> => {
    const { requestId, event } = delivery.payload;
    const execution = await executor.execute(delivery.payload, { requestId, event });
    if (execution.functionError === undefined) {
      const invokeCount = (failures.get(delivery.id) ?? 0) + 1;
      const end = { condition: "Success", execution, invokeCount } as const;
      return settle(delivery, recordOf(delivery, found, end));
    }
    // When the cloud itself ended the process, the function runs again after the restart.
    return cloud.stopping.aborted ? { retryInMs: 0 } : afterError(delivery, found, execution);
  };
  const attempt = async (delivery: Delivery<AsyncPayload>): Promise<DeliveryOutcome> => {
    const found = find(delivery.payload);
    if (found === undefined) return settle(delivery, undefined);
    const condition = refusal(delivery, found);
    if (condition !== undefined) return giveUp(delivery, found, { condition });
    try {
      return await run(delivery, found);
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      return { retryInMs: Math.min(FIRST_THROTTLE_MS * 2 ** delivery.attempt, LAST_THROTTLE_MS) };
    }
  };

  cloud.deliveries.handle<AsyncPayload>(
    KIND,
    { concurrency: CONCURRENCY, chaos: { service: "lambda", operation: "deliver" } },
    attempt,
  );
  return {
    accept(ref, call) {
      const payload: AsyncPayload = { ...ref, ...call };
      cloud.deliveries.enqueue(KIND, payload);
    },
  };
}

type Refusal = "EventAgeExceeded" | "ZeroReservedConcurrency";

interface Found {
  readonly resolved: Resolved;
  readonly settings: EventInvokeRecord | undefined;
  readonly functionArn: string;
}

function arnOf(ref: FunctionRef, registry: Registry): string {
  return functionArn(registry.config, ref.name, ref.qualifier ?? "$LATEST");
}

function recordOf(
  { payload }: Delivery<AsyncPayload>,
  found: Found,
  end: Pick<InvokeRecord, "condition" | "execution" | "invokeCount">,
): InvokeRecord | undefined {
  const { settings, functionArn: arn, resolved } = found;
  const target = end.condition === "Success" ? settings?.onSuccess : settings?.onFailure;
  if (target === undefined) return undefined;
  const { requestId, event } = payload;
  return { ...end, target, requestId, event, functionArn: arn, roleArn: resolved.version.roleArn };
}
