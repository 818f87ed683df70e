import type * as Sqs from "@aws-sdk/client-sqs";
import type { Operation } from "../../../service.ts";
import { invalidParameter } from "../errors.ts";
import { readPolicy, withStatements } from "../queue-policy.ts";
import type { SqsState } from "../sqs-state.ts";

/** What a queue's owner may let others do. */
const SHARED_ACTIONS = new Set([
  "*",
  "SendMessage",
  "ReceiveMessage",
  "DeleteMessage",
  "ChangeMessageVisibility",
  "GetQueueAttributes",
  "GetQueueUrl",
]); // SQS API reference, AddPermission

/** @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_AddPermission.html */
export const addPermission: Operation<typeof Sqs, "AddPermission", SqsState> = (input, ctx) => {
  const { queues } = ctx.state;
  const queue = queues.byUrl(input.QueueUrl);
  const { Label: label = "", Actions: actions = [], AWSAccountIds: accounts = [] } = input;
  if (!/^[\w-]{1,80}$/.test(label)) {
    invalidParameter(
      label,
      "Label",
      "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length.",
    );
  }
  for (const action of actions.filter((one) => !SHARED_ACTIONS.has(one))) {
    const reason = "Only the queue owner is allowed to invoke this action.";
    invalidParameter(`SQS:${action}`, "ActionName", reason);
  }
  const unknown = accounts.filter((account) => !/^\d{12}$/.test(account));
  if (unknown.length > 0)
    invalidParameter(`[${unknown.join(", ")}]`, "PrincipalId", "Unable to verify.");
  const policy = readPolicy(queue);
  if (policy.Statement.some(({ Sid }) => Sid === label)) {
    invalidParameter(label, "Label", "Already exists.");
  }
  const principals = accounts.map((account) => `arn:aws:iam::${account}:root`);
  const statement = {
    Sid: label,
    Effect: "Allow",
    Principal: { AWS: oneOrAll(principals) },
    Action: oneOrAll(actions.map((action) => `SQS:${action}`)),
    Resource: queue.arn,
  };
  queues.put(withStatements(queue, [...policy.Statement, statement]));
  return {};
};

function oneOrAll(values: string[]): string | string[] | undefined {
  return values.length === 1 ? values[0] : values;
}
