import type { Message, MessageAttributeValue } from "@aws-sdk/client-sqs";
import { AwsError } from "../../../errors.ts";
import { present } from "../../../present.ts";
import { readBatchResponse } from "./batch-response.ts";
import type { MappingRecord } from "./mapping.ts";
import { pause, pauseMs, roleOf, runBatch, type BatchRun, type PollerParts } from "./parts.ts";
import { compileFilters, type RecordFilter } from "./record-filter.ts";

const LONG_POLL_SECONDS = 20;
const RECEIVE_MAX = 10; // messages per ReceiveMessage
const DEFAULT_CONCURRENCY = 5; // Lambda begins with five batches at once, and then scales
const THROTTLE_TRIES = 4; // then the messages come back with their visibility timeout
const MAX_BATCH_BYTES = 6_000_000; // a batch must fit into one invocation

/**
 * Feeds a function from a queue until the signal aborts. Messages are deleted when the function has
 * done with them; all others come back when their visibility timeout ends, and so to the queue's
 * redrive policy.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html
 */
export async function pollQueue(
  mapping: MappingRecord,
  parts: PollerParts,
  signal: AbortSignal,
): Promise<void> {
  const filter = compileFilters(mapping.filters);
  const underWay = new Set<Promise<void>>();
  const limit = mapping.maxConcurrency ?? DEFAULT_CONCURRENCY;
  let failures = 0;
  while (!signal.aborted) {
    if (underWay.size >= limit) {
      await Promise.race(underWay);
      continue;
    }
    try {
      const messages = await collect({ mapping, parts, signal });
      failures = 0;
      if (messages.length === 0) continue;
      const work = handle(messages, { mapping, parts, signal, filter }).finally(() =>
        underWay.delete(work),
      );
      underWay.add(work);
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      // The queue or the permission is missing for now: keep trying, as Lambda does.
      await pause(parts.cloud, pauseMs(failures), signal);
      failures += 1;
    }
  }
  await Promise.all(underWay);
}

interface Polling {
  readonly mapping: MappingRecord;
  readonly parts: PollerParts;
  readonly signal: AbortSignal;
}

async function collect(polling: Polling): Promise<Message[]> {
  const { mapping, parts, signal } = polling;
  const { clock } = parts.cloud;
  const messages = await receive(polling, {
    waitSeconds: LONG_POLL_SECONDS,
    room: mapping.batchSize,
  });
  const untilMs = clock.now() + mapping.windowSeconds * 1000;
  let bytes = sizeOf(messages);
  while (messages.length > 0 && !signal.aborted) {
    const room = mapping.batchSize - messages.length;
    const leftMs = untilMs - clock.now();
    if (room <= 0 || leftMs <= 0 || bytes >= MAX_BATCH_BYTES / 2) break;
    const waitSeconds = Math.min(Math.ceil(leftMs / 1000), LONG_POLL_SECONDS);
    const more = await receive(polling, { waitSeconds, room });
    bytes += sizeOf(more);
    messages.push(...more);
  }
  return messages;
}

async function receive(
  { mapping, parts, signal }: Polling,
  { waitSeconds, room }: { waitSeconds: number; room: number },
): Promise<Message[]> {
  const { Messages = [] } = await parts.cloud.call(
    "sqs",
    "ReceiveMessage",
    {
      QueueUrl: queueUrl(mapping, parts),
      MaxNumberOfMessages: Math.min(room, RECEIVE_MAX),
      WaitTimeSeconds: waitSeconds,
      MessageSystemAttributeNames: ["All"],
      MessageAttributeNames: ["All"],
    },
    { as: roleOf(mapping, parts), signal },
  );
  return Messages;
}

function sizeOf(messages: readonly Message[]): number {
  return messages.reduce((sum, { Body = "" }) => sum + Body.length, 0);
}

/** The URL of a mapping's queue. */
export function queueUrl({ sourceArn }: MappingRecord, { cloud }: PollerParts): string {
  return `${cloud.endpoint}/${sourceArn.split(":").slice(4).join("/")}`;
}

async function handle(
  messages: readonly Message[],
  polling: Polling & { filter: RecordFilter },
): Promise<void> {
  const { mapping, parts, filter } = polling;
  const items = messages.map((message) => ({ message, record: toRecord(message, mapping) }));
  const wanted = items.filter(({ record }) => filter(record));
  const unwanted = items.filter((item) => !wanted.includes(item));
  // What a filter leaves out counts as done.
  await remove(
    unwanted.map(({ message }) => message),
    polling,
  );
  if (wanted.length === 0) return;
  const records = wanted.map(({ record }) => record);
  const run = await runUnlessThrottled(records, polling);
  if (run === undefined || run.execution.functionError !== undefined) return;
  if (!mapping.reportsItemFailures) {
    return remove(
      wanted.map(({ message }) => message),
      { ...polling, parts },
    );
  }
  const ids = new Set(messages.map(({ MessageId = "" }) => MessageId));
  const verdict = readBatchResponse(run.execution.body, ids);
  if (verdict === "failed") return;
  const failed = new Set(verdict === "done" ? [] : verdict.failedIds);
  const done = wanted.filter(({ message }) => !failed.has(message.MessageId ?? ""));
  await remove(
    done.map(({ message }) => message),
    polling,
  );
}

async function runUnlessThrottled(
  records: readonly unknown[],
  { mapping, parts, signal }: Polling,
): Promise<BatchRun> {
  for (let tries = 0; tries < THROTTLE_TRIES && !signal.aborted; tries += 1) {
    const run = await runBatch(mapping, records, parts);
    if (run !== undefined) return run;
    await pause(parts.cloud, pauseMs(tries), signal);
  }
  return undefined;
}

async function remove(messages: readonly Message[], { mapping, parts }: Polling): Promise<void> {
  const entries = messages.map(({ ReceiptHandle }, index) => ({
    Id: String(index),
    ReceiptHandle,
  }));
  for (let at = 0; at < entries.length; at += RECEIVE_MAX) {
    const input = {
      QueueUrl: queueUrl(mapping, parts),
      Entries: entries.slice(at, at + RECEIVE_MAX),
    };
    try {
      await parts.cloud.call("sqs", "DeleteMessageBatch", input, { as: roleOf(mapping, parts) });
    } catch (error) {
      // Not deleted: delivered once more. That is what "at least once" means.
      if (!(error instanceof AwsError)) throw error;
    }
  }
}

function toRecord(message: Message, { sourceArn }: MappingRecord): Record<string, unknown> {
  const attributes = Object.entries(message.MessageAttributes ?? {});
  return present({
    messageId: message.MessageId,
    receiptHandle: message.ReceiptHandle,
    body: message.Body,
    attributes: message.Attributes ?? {},
    messageAttributes: Object.fromEntries(
      attributes.map(([name, value]) => [name, toAttribute(value)]),
    ),
    md5OfMessageAttributes: message.MD5OfMessageAttributes,
    md5OfBody: message.MD5OfBody,
    eventSource: "aws:sqs",
    eventSourceARN: sourceArn,
    awsRegion: sourceArn.split(":")[3],
  });
}

function toAttribute(value: MessageAttributeValue): Record<string, unknown> {
  const { StringValue: stringValue, BinaryValue: bytes, DataType: dataType } = value;
  const binaryValue = bytes === undefined ? undefined : Buffer.from(bytes).toString("base64");
  return present({
    stringValue,
    binaryValue,
    stringListValues: [],
    binaryListValues: [],
    dataType,
  });
}
