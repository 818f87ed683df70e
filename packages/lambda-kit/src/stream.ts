import type { MiddlewareObj } from "@middy/core";
import * as z from "zod/mini";
import { AppError, errorKind, isRetryable } from "./errors.ts";
import { readKinesisEvent, type StreamRecord } from "./kinesis-event.ts";
import { logger } from "./logger.ts";
import { check, describeIssues } from "./parse.ts";

export { readKinesisEvent, type StreamRecord } from "./kinesis-event.ts";
export {
  deaggregate,
  isAggregated,
  splitAggregates,
  type BrokenAggregate,
  type UserRecord,
} from "./kpl-aggregate.ts";

/** What the handler of a batch of one shard gets. */
export interface KinesisBatch {
  /** In the order of the shard. */
  readonly records: readonly StreamRecord[];
}

/** What the handler of a batch answers; nothing at all says that every record is done. */
export interface BatchOutcome {
  /** Sequence numbers of records that are to come again, in any order. */
  readonly again: readonly string[];
}

/** What Lambda reads of a function that reports batch item failures. */
export interface BatchResponse {
  readonly batchItemFailures: readonly { readonly itemIdentifier: string }[];
}

/** Anything of a stream: Kinesis' records, and those of a DynamoDB table. */
interface Sequenced {
  readonly sequenceNumber: string;
}

const Outcome = z.optional(z.strictObject({ again: z.array(z.string()) }));

/**
 * The partial response for a batch: the lowest of the given sequence numbers, from which Lambda goes on with
 * everything after it, so that the others need no mention. An identifier that Lambda does not know would
 * make it repeat the whole batch without a word; here it is an error.
 *
 * @throws {Error} a sequence number that is not of the batch.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-batchfailurereporting.html
 */
export function batchResponse(
  records: readonly Sequenced[],
  again: readonly string[],
): BatchResponse {
  const known = new Set(records.map(({ sequenceNumber }) => sequenceNumber));
  const stranger = again.find((sequenceNumber) => !known.has(sequenceNumber));
  if (stranger !== undefined)
    throw new Error("the outcome names a record that is not in the batch");
  const [first, ...others] = again;
  if (first === undefined) return { batchItemFailures: [] };
  const lowest = others.reduce((low, next) => (BigInt(next) < BigInt(low) ? next : low), first);
  return { batchItemFailures: [{ itemIdentifier: lowest }] };
}

const batches = new WeakMap<object, readonly StreamRecord[]>();

/**
 * Replaces the event of a Kinesis stream by its {@link KinesisBatch}, and the handler's
 * {@link BatchOutcome} by the response that Lambda reads. The mapping must have
 * `functionResponseType: ReportBatchItemFailures`.
 *
 * The handler has the whole batch, because that is what a handler wants that writes one object or one
 * request per batch. Powertools' `BatchProcessor` calls per record and runs on after a failure, which in a
 * shard means that later records of a key overtake earlier ones; {@link inOrder} stops instead.
 *
 * Throws `NotAKinesisEvent`.
 */
export function kinesisBatch(): MiddlewareObj<KinesisBatch, unknown> {
  return {
    before: (request) => {
      const records = readKinesisEvent(request.event);
      batches.set(request, records);
      request.event = { records };
    },
    after: (request) => {
      const outcome = check(Outcome, request.response ?? undefined, "outcome");
      if (!outcome.ok) throw new Error(`no outcome of a batch: ${describeIssues(outcome.issues)}`);
      request.response = batchResponse(batches.get(request) ?? [], outcome.value?.again ?? []);
    },
  };
}

/** What the invocation ends with when a defect was thrown. */
class StreamDefect extends Error {
  override readonly name = "StreamDefect";
}

/**
 * Logs an error that ends the batch and throws it on, so that Lambda repeats the batch (in halves, when the
 * mapping bisects): an {@link AppError} under its code, anything else as `StreamDefect`, whose details stay
 * in the log. Goes first into the stack.
 */
export function streamErrors(): MiddlewareObj {
  return {
    onError: ({ error }) => {
      if (error instanceof AppError) {
        logger.warn("batch failed", { code: error.code, kind: errorKind(error) });
        throw error;
      }
      logger.error("batch failed", { error });
      throw new StreamDefect("a defect; the function's log has it under this request id");
    },
  };
}

/** Puts a record away that can never be handled, with the reason; what it throws brings the record again. */
export type Quarantine<R> = (record: R, error: AppError) => Promise<void>;

async function handleOne<R extends Sequenced>(
  record: R,
  handle: (record: R) => Promise<void>,
  quarantine: Quarantine<R> | undefined,
): Promise<void> {
  try {
    await handle(record);
  } catch (error) {
    if (quarantine === undefined || !(error instanceof AppError) || isRetryable(error)) throw error;
    await quarantine(record, error);
  }
}

/**
 * Handles records one after the other and stops at the first that is to come again, because Lambda delivers
 * everything after it again anyway. What will never work (an error that {@link isRetryable} denies) goes
 * into quarantine, when there is one, and the shard moves on.
 */
export async function inOrder<R extends Sequenced>(
  records: readonly R[],
  handle: (record: R) => Promise<void>,
  quarantine?: Quarantine<R>,
): Promise<BatchOutcome> {
  for (const record of records) {
    try {
      await handleOne(record, handle, quarantine);
    } catch (error) {
      const { sequenceNumber } = record;
      const kind = errorKind(error);
      const known = error instanceof AppError ? { code: error.code } : { error };
      logger[kind === "defect" ? "error" : "warn"]("record not handled", {
        sequenceNumber,
        kind,
        ...known,
      });
      return { again: [sequenceNumber] };
    }
  }
  return { again: [] };
}
