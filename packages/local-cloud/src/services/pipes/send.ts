import type { Principal } from "../../access/principal.ts";
import type { Cloud } from "../../cloud.ts";
import { AwsError, fail } from "../../errors.ts";
import { targetKind, type Pipe, type TargetKind } from "./pipe.ts";
import { dynamic, inputOf } from "./template.ts";

/** A batch on its way to its target. */
export interface Sending {
  readonly cloud: Cloud;
  readonly pipe: Pipe;
  readonly as: Principal;
  readonly events: readonly unknown[];
}

/** What became of a batch: the indexes of what failed, or the answer of a function about it. */
export type Sent = { readonly failed: readonly number[] } | { readonly answer: Uint8Array };

type Send = (sending: Sending) => Promise<Sent>;

const SENDERS: Readonly<Record<TargetKind, Send>> = {
  lambda: invokeFunction,
  states: startExecution,
  events: (sending) => inParts(sending, putEvents),
  sqs: (sending) => inParts(sending, sendMessages),
  sns: (sending) => inParts(sending, publish),
  kinesis: (sending) => inParts(sending, putRecords),
};

const PART = 10; // entries per request of EventBridge, SQS and SNS

/**
 * Sends a batch to the target of its pipe.
 *
 * @throws {AwsError} What the target answers when it refuses all of it.
 */
export async function send(sending: Sending): Promise<Sent> {
  const kind = targetKind(sending.pipe.target);
  return kind === undefined
    ? fail("ValidationException", "no such target")
    : SENDERS[kind](sending);
}

/** Sends some events; gives the indexes, among these, of those that failed. */
type SendPart = (sending: Sending) => Promise<number[]>;

async function inParts(sending: Sending, sendPart: SendPart): Promise<Sent> {
  const failed: number[] = [];
  for (let at = 0; at < sending.events.length; at += PART) {
    const part = { ...sending, events: sending.events.slice(at, at + PART) };
    const indexes = await sendPart(part).catch((error: unknown) => {
      if (!(error instanceof AwsError)) throw error;
      return part.events.map((_event, index) => index);
    });
    failed.push(...indexes.map((index) => at + index));
  }
  return { failed };
}

function inputs({ pipe, events, cloud }: Sending): string[] {
  const now = cloud.clock.now();
  const template = pipe.targetParameters?.InputTemplate;
  return events.map((event) => inputOf(template, { pipe, event, now }));
}

/** Functions and state machines get the whole batch, as a list. */
function listOf(sending: Sending): string {
  return `[${inputs(sending).join(",")}]`;
}

async function invokeFunction(sending: Sending): Promise<Sent> {
  const { cloud, pipe, as } = sending;
  const isAsync =
    pipe.targetParameters?.LambdaFunctionParameters?.InvocationType === "FIRE_AND_FORGET";
  const answer = await cloud.call(
    "lambda",
    "Invoke",
    {
      FunctionName: pipe.target,
      InvocationType: isAsync ? "Event" : "RequestResponse",
      Payload: Buffer.from(listOf(sending)),
    },
    { as },
  );
  if (answer.FunctionError !== undefined) fail("TargetFailure", answer.FunctionError);
  return { answer: answer.Payload ?? new Uint8Array() };
}

async function startExecution(sending: Sending): Promise<Sent> {
  const { cloud, pipe, as } = sending;
  const input = { stateMachineArn: pipe.target, input: listOf(sending) };
  const { InvocationType } = pipe.targetParameters?.StepFunctionStateMachineParameters ?? {};
  if (InvocationType !== "REQUEST_RESPONSE") {
    await cloud.call("states", "StartExecution", input, { as });
    return { failed: [] };
  }
  const { status, output } = await cloud.call("states", "StartSyncExecution", input, { as });
  if (status !== "SUCCEEDED") fail("TargetFailure", `The execution ended as ${status}.`);
  return { answer: Buffer.from(output ?? "") };
}

async function putEvents(sending: Sending): Promise<number[]> {
  const { cloud, pipe, as, events } = sending;
  const parameters = pipe.targetParameters?.EventBridgeEventBusParameters ?? {};
  const service = pipe.source.split(":")[2];
  const Entries = inputs(sending).map((Detail, index) => {
    const event = events[index];
    const time = dynamic(parameters.Time, event);
    return {
      Detail,
      DetailType: dynamic(parameters.DetailType, event) ?? `Event from aws:${service}`,
      Source: dynamic(parameters.Source, event) ?? `Pipe ${pipe.name}`,
      Resources: (parameters.Resources ?? []).map((text) => dynamic(text, event) ?? ""),
      EventBusName: pipe.target,
      ...(time !== undefined && { Time: new Date(time) }),
    };
  });
  const answer = await cloud.call("events", "PutEvents", { Entries }, { as });
  return indexesOf(answer.Entries ?? [], ({ EventId }) => EventId === undefined);
}

function indexesOf<T>(entries: readonly T[], isFailed: (entry: T) => boolean): number[] {
  return entries.flatMap((entry, index) => (isFailed(entry) ? [index] : []));
}

async function sendMessages(sending: Sending): Promise<number[]> {
  const { cloud, pipe, as, events } = sending;
  const { MessageGroupId, MessageDeduplicationId } =
    pipe.targetParameters?.SqsQueueParameters ?? {};
  const [, , , , accountId, name] = pipe.target.split(":");
  const Entries = inputs(sending).map((MessageBody, index) => ({
    Id: String(index),
    MessageBody,
    MessageGroupId: dynamic(MessageGroupId, events[index]),
    MessageDeduplicationId: dynamic(MessageDeduplicationId, events[index]),
  }));
  const QueueUrl = `${cloud.endpoint}/${accountId}/${name}`;
  const { Failed = [] } = await cloud.call(
    "sqs",
    "SendMessageBatch",
    { QueueUrl, Entries },
    { as },
  );
  return Failed.map(({ Id }) => Number(Id));
}

async function publish(sending: Sending): Promise<number[]> {
  const { cloud, pipe, as } = sending;
  const PublishBatchRequestEntries = inputs(sending).map((Message, index) => ({
    Id: String(index),
    Message,
  }));
  const input = { TopicArn: pipe.target, PublishBatchRequestEntries };
  const { Failed = [] } = await cloud.call("sns", "PublishBatch", input, { as });
  return Failed.map(({ Id }) => Number(Id));
}

async function putRecords(sending: Sending): Promise<number[]> {
  const { cloud, pipe, as, events } = sending;
  const key = pipe.targetParameters?.KinesisStreamParameters?.PartitionKey;
  const Records = inputs(sending).map((text, index) => ({
    Data: Buffer.from(text),
    PartitionKey: dynamic(key, events[index]) ?? "",
  }));
  const answer = await cloud.call(
    "kinesis",
    "PutRecords",
    { StreamARN: pipe.target, Records },
    { as },
  );
  return indexesOf(answer.Records ?? [], ({ ErrorCode }) => ErrorCode !== undefined);
}
