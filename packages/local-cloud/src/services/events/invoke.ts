import { createHash } from "node:crypto";
import { assumeRole } from "../../access/assume-role.ts";
import type { Principal } from "../../access/principal.ts";
import { AwsError } from "../../errors.ts";
import { callDestination } from "./destinations/call-destination.ts";
import { lookUpBus, type EventsState } from "./events-state.ts";
import { ingest, type PendingInvocation } from "./ingest.ts";
import { kindOf, type TargetKind } from "./read-target.ts";
import { targetInput } from "./target-input.ts";

type Invoke = (state: EventsState, pending: PendingInvocation, input: string) => Promise<void>;

const INVOKERS: Readonly<Record<TargetKind, Invoke>> = {
  lambda: invokeFunction,
  sqs: sendMessage,
  sns: publish,
  states: startExecution,
  events: forward,
  logs: writeLog,
  destination: callDestination,
  firehose: putRecord,
};

const MAX_HOPS = 2; // a bus may forward to a second one, which forwards no further

/**
 * Calls the target of an event once.
 *
 * @throws {AwsError} What the target answers.
 */
export async function invoke(state: EventsState, pending: PendingInvocation): Promise<void> {
  const kind = kindOf(pending.target.arn);
  if (kind === undefined) throw new AwsError("InvalidParameterValue", "no such target");
  await INVOKERS[kind](state, pending, targetInput(pending.target, pending));
}

/** EventBridge as the caller of a target's own API, on behalf of a rule. */
export function eventBridge({ rule }: PendingInvocation): Principal {
  const service = "events.amazonaws.com";
  return { kind: "service", accountId: rule.accountId, service, sourceArn: rule.arn };
}

async function invokeFunction(
  { cloud }: EventsState,
  pending: PendingInvocation,
  input: string,
): Promise<void> {
  await cloud.call(
    "lambda",
    "Invoke",
    { FunctionName: pending.target.arn, InvocationType: "Event", Payload: Buffer.from(input) },
    { as: eventBridge(pending) },
  );
}

async function sendMessage(
  { cloud }: EventsState,
  pending: PendingInvocation,
  input: string,
): Promise<void> {
  const { arn, messageGroupId } = pending.target;
  await cloud.call(
    "sqs",
    "SendMessage",
    {
      QueueUrl: queueUrl(cloud.endpoint, arn),
      MessageBody: input,
      ...(messageGroupId === undefined ? {} : { MessageGroupId: messageGroupId }),
    },
    { as: eventBridge(pending) },
  );
}

/** The URL of a queue at this cloud. */
export function queueUrl(endpoint: string, queueArn: string): string {
  const [, , , , accountId, name] = queueArn.split(":");
  return `${endpoint}/${accountId}/${name}`;
}

async function publish(
  { cloud }: EventsState,
  pending: PendingInvocation,
  input: string,
): Promise<void> {
  const message = { TopicArn: pending.target.arn, Message: input };
  await cloud.call("sns", "Publish", message, { as: eventBridge(pending) });
}

async function startExecution(
  { cloud }: EventsState,
  pending: PendingInvocation,
  input: string,
): Promise<void> {
  const { target, rule } = pending;
  const name = executionName(pending);
  const as = await assumeRole(cloud, {
    roleArn: target.roleArn ?? "",
    sessionName: name.slice(-36),
    service: "events.amazonaws.com",
    sourceArn: rule.arn,
  });
  try {
    await cloud.call(
      "states",
      "StartExecution",
      { stateMachineArn: target.arn, name, input },
      { as },
    );
  } catch (error) {
    // An earlier try whose answer was lost has started it, and it has ended since.
    if (!(error instanceof AwsError && error.code === "ExecutionAlreadyExists")) throw error;
  }
}

/**
 * The name of the execution that an event starts: the event's id and one for the target, as on
 * AWS. There the second part is random; here it follows from the rule and the target, so that a
 * delivery that is tried again does not start a second execution.
 */
function executionName({ event, rule, target }: PendingInvocation): string {
  const hex = createHash("sha256").update(`${rule.arn} ${target.id}`).digest("hex");
  const parts = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20)];
  return `${event.id}_${[...parts, hex.slice(20, 32)].join("-")}`;
}

async function putRecord(
  { cloud }: EventsState,
  { target, rule, event }: PendingInvocation,
  input: string,
): Promise<void> {
  const as = await assumeRole(cloud, {
    roleArn: target.roleArn ?? "",
    sessionName: event.id,
    service: "events.amazonaws.com",
    sourceArn: rule.arn,
  });
  const DeliveryStreamName = target.arn.split("/").at(-1);
  const record = { DeliveryStreamName, Record: { Data: Buffer.from(input) } };
  await cloud.call("firehose", "PutRecord", record, { as });
}

/** Another bus of this cloud gets the event itself, with its id. */
async function forward(state: EventsState, pending: PendingInvocation): Promise<void> {
  const { event, rule, target, hops } = pending;
  const bus = lookUpBus(state, target.arn, rule.accountId);
  if (bus === undefined) {
    throw new AwsError("ResourceNotFoundException", `Event bus ${target.arn} does not exist.`);
  }
  if (hops + 1 >= MAX_HOPS) return;
  state.cloud.store.transaction(() => ingest(state, state.cloud, { bus, event, hops: hops + 1 }));
}

async function writeLog(
  { cloud }: EventsState,
  pending: PendingInvocation,
  input: string,
): Promise<void> {
  const [, logGroupName = ""] = /:log-group:([^:]+)/.exec(pending.target.arn) ?? [];
  const logStreamName = pending.event.id;
  const as = eventBridge(pending);
  try {
    await cloud.call("logs", "CreateLogStream", { logGroupName, logStreamName }, { as });
  } catch (error) {
    const again = error instanceof AwsError && error.code === "ResourceAlreadyExistsException";
    if (!again) throw error;
  }
  const logEvents = [{ timestamp: cloud.clock.now(), message: input }];
  await cloud.call("logs", "PutLogEvents", { logGroupName, logStreamName, logEvents }, { as });
}
