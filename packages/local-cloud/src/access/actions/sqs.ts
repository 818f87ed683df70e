import type * as Sqs from "@aws-sdk/client-sqs";
import { arnOf, type Needs, type PermissionTable, type Place } from "./permission.ts";

/** The queue of a URL, whose path ends in account and name. */
function queueArn({ QueueUrl = "" }: { QueueUrl?: string | undefined }, place: Place): string {
  const [accountId = "", name = ""] = QueueUrl.replace(/\/$/, "").split("/").slice(-2);
  return arnOf({ ...place, accountId }, "sqs", name);
}

type QueueInput = Readonly<{ QueueUrl?: string | undefined }>;

function onQueue(action: string): (input: QueueInput, place: Place) => Needs {
  return (input, place) => [{ action: `sqs:${action}`, resource: queueArn(input, place) }];
}

const ownQueue = (input: QueueInput, place: Place): Needs => [queueArn(input, place)];

const MOVES = ["ReceiveMessage", "DeleteMessage", "GetQueueAttributes"];

function startMove(input: Sqs.StartMessageMoveTaskCommandInput): Needs {
  const { SourceArn = "*", DestinationArn } = input;
  const moves = MOVES.map((action) => ({ action: `sqs:${action}`, resource: SourceArn }));
  const sends: Needs =
    DestinationArn === undefined ? [] : [{ action: "sqs:SendMessage", resource: DestinationArn }];
  return [SourceArn, ...moves, ...sends];
}

/** The queue that a task handle, base64 of JSON, names. */
function taskQueue(handle: string): string {
  return /arn:aws:sqs:[\w-]+:\d{12}:[\w.-]+/.exec(fromBase64(handle))?.[0] ?? "*";
}

function fromBase64(text: string): string {
  return Buffer.from(text, "base64").toString("utf8");
}

/**
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-api-permissions-reference.html
 */
export const SQS_PERMISSIONS: PermissionTable<typeof Sqs> = {
  AddPermission: ownQueue,
  CancelMessageMoveTask: ({ TaskHandle = "" }) => [taskQueue(TaskHandle)],
  ChangeMessageVisibility: ownQueue,
  ChangeMessageVisibilityBatch: onQueue("ChangeMessageVisibility"),
  CreateQueue: ({ QueueName = "" }, place) => [arnOf(place, "sqs", QueueName)],
  DeleteMessage: ownQueue,
  DeleteMessageBatch: onQueue("DeleteMessage"),
  DeleteQueue: ownQueue,
  GetQueueAttributes: ownQueue,
  GetQueueUrl: ({ QueueName = "", QueueOwnerAWSAccountId }, place) => [
    arnOf({ ...place, accountId: QueueOwnerAWSAccountId ?? place.accountId }, "sqs", QueueName),
  ],
  ListDeadLetterSourceQueues: ownQueue,
  ListMessageMoveTasks: ({ SourceArn = "*" }) => [SourceArn],
  ListQueueTags: ownQueue,
  PurgeQueue: ownQueue,
  ReceiveMessage: ownQueue,
  RemovePermission: ownQueue,
  SendMessage: ownQueue,
  SendMessageBatch: onQueue("SendMessage"),
  SetQueueAttributes: ownQueue,
  StartMessageMoveTask: startMove,
  TagQueue: ownQueue,
  UntagQueue: ownQueue,
};
