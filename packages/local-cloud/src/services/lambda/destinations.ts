import { randomUUID } from "node:crypto";
import { Readable } from "node:stream";
import type { Principal } from "../../access/principal.ts";
import type { Cloud } from "../../cloud.ts";
import { AwsError } from "../../errors.ts";
import { DONE } from "../../store/deliveries.ts";
import type { Execution } from "./executor.ts";
import type { Resolved } from "./registry.ts";

/** The end of an asynchronous invocation, for its destination. */
export interface InvokeRecord {
  /** ARN of a queue, a topic, a function or an event bus. */
  readonly target: string;
  readonly condition:
    | "Success"
    | "RetriesExhausted"
    | "EventAgeExceeded"
    | "ZeroReservedConcurrency";
  readonly invokeCount: number;
  readonly requestId: string;
  readonly functionArn: string;
  readonly roleArn: string;
  /** JSON text. */
  readonly event: string;
  /** Of the last run, if there was one. */
  readonly execution?: Execution;
}

/** Something that goes to another service in the function's name. */
export interface Dispatch {
  readonly target: string;
  readonly roleArn: string;
  readonly functionArn: string;
  readonly body: string;
  /** For queues and topics. */
  readonly attributes?: Readonly<Record<string, { type: "String" | "Number"; value: string }>>;
  /** For event buses. */
  readonly detailType?: string;
  /** For buckets. */
  readonly objectKey?: string;
}

const KIND = "lambda.destination";
const MAX_TRIES = 5;
const FIRST_RETRY_MS = 1000;
const MAX_ERROR_CHARS = 1024; // the ErrorMessage attribute of a dead letter holds the first 1 KB

/** Says who sends what waits to go to destinations. Call it when the plugin opens. */
export function openDestinations(cloud: Cloud): void {
  cloud.deliveries.handle<Dispatch>(KIND, {}, async ({ payload, attempt }) => {
    try {
      await dispatch(cloud, payload);
      return DONE;
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      // As on AWS, what a destination refuses for good is dropped (there: with a metric).
      const passing = error.status >= 500 || error.status === 429 || error.code.includes("Throttl");
      if (!passing || attempt >= MAX_TRIES) return DONE;
      return { retryInMs: FIRST_RETRY_MS * 2 ** attempt };
    }
  });
}

/** Stores something to be sent. */
export function queueDispatch(cloud: Cloud, item: Dispatch): void {
  cloud.deliveries.enqueue(KIND, item);
}

/** Stores the record of an invocation for its destination. */
export function queueDestination(cloud: Cloud, record: InvokeRecord): void {
  const outcome = record.condition === "Success" ? "Success" : "Failure";
  queueDispatch(cloud, {
    target: record.target,
    roleArn: record.roleArn,
    functionArn: record.functionArn,
    body: JSON.stringify(toDestinationRecord(record, cloud.clock.now())),
    detailType: `Lambda Function Invocation Result - ${outcome}`,
  });
}

/**
 * The invocation record, as AWS writes it.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
 */
function toDestinationRecord(record: InvokeRecord, now: number): Record<string, unknown> {
  const { execution } = record;
  return {
    version: "1.0",
    timestamp: new Date(now).toISOString(),
    requestContext: {
      requestId: record.requestId,
      functionArn: record.functionArn,
      condition: record.condition,
      approximateInvokeCount: record.invokeCount,
    },
    requestPayload: parsed(record.event),
    ...(execution === undefined
      ? {}
      : {
          responseContext: {
            statusCode: 200,
            executedVersion: execution.executedVersion,
            ...(execution.functionError === undefined
              ? {}
              : { functionError: execution.functionError }),
          },
          responsePayload: parsed(Buffer.from(execution.body).toString()),
        }),
  };
}

/** Sends a failed event, unchanged, to the function's dead-letter queue or topic, if it has one. */
export function deadLetter(
  cloud: Cloud,
  { version, fn }: Resolved,
  call: { requestId: string; event: string; execution?: Execution },
): void {
  if (version.deadLetterArn === undefined) return;
  const error = call.execution === undefined ? "" : errorMessageOf(call.execution);
  queueDispatch(cloud, {
    target: version.deadLetterArn,
    roleArn: version.roleArn,
    functionArn: fn.name,
    body: call.event,
    attributes: {
      RequestID: { type: "String", value: call.requestId },
      ErrorCode: { type: "Number", value: "200" },
      ...(error === "" ? {} : { ErrorMessage: { type: "String", value: error } }),
    },
  });
}

function errorMessageOf({ body }: Execution): string {
  const error = parsed(Buffer.from(body).toString());
  const known = typeof error === "object" && error !== null && "errorMessage" in error;
  return known ? String(error.errorMessage).slice(0, MAX_ERROR_CHARS) : "";
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

async function dispatch(cloud: Cloud, item: Dispatch): Promise<unknown> {
  const service = item.target.split(":")[2] ?? "";
  const accountId = item.roleArn.split(":")[4] ?? cloud.config.accountId;
  const sessionName = item.functionArn.split(":")[6] ?? item.functionArn;
  const as: Principal = { kind: "role", accountId, roleArn: item.roleArn, sessionName };
  switch (service) {
    case "sqs": {
      const QueueUrl = `${cloud.endpoint}/${item.target.split(":").slice(4).join("/")}`;
      const MessageAttributes = attributesOf(item);
      const input = { QueueUrl, MessageBody: item.body, MessageAttributes };
      return cloud.call("sqs", "SendMessage", input, { as });
    }
    case "sns": {
      const MessageAttributes = attributesOf(item);
      const input = { TopicArn: item.target, Message: item.body, MessageAttributes };
      return cloud.call("sns", "Publish", input, { as });
    }
    case "lambda": {
      const Payload = Buffer.from(item.body);
      const input = { FunctionName: item.target, InvocationType: "Event", Payload } as const;
      return cloud.call("lambda", "Invoke", input, { as });
    }
    case "s3": {
      const Bucket = item.target.split(":").slice(5).join(":");
      const Body = Readable.from([Buffer.from(item.body)]);
      const input = { Bucket, Key: item.objectKey ?? randomUUID(), Body };
      return cloud.call("s3", "PutObject", input, { as });
    }
    case "events":
      return putEvent(cloud, item, as);
    default:
      throw new AwsError("InvalidParameterValueException", `No destination: ${item.target}`);
  }
}

async function putEvent(cloud: Cloud, item: Dispatch, as: Principal): Promise<void> {
  const entry = {
    Source: "lambda",
    DetailType: item.detailType ?? "Lambda Function Invocation Result",
    Detail: item.body,
    EventBusName: item.target,
    Resources: [item.target, item.functionArn],
    Time: new Date(cloud.clock.now()),
  };
  const { Entries: [result] = [] } = await cloud.call(
    "events",
    "PutEvents",
    { Entries: [entry] },
    { as },
  );
  if (result?.ErrorCode !== undefined) {
    throw new AwsError(result.ErrorCode, result.ErrorMessage ?? "", { status: 500 });
  }
}

function attributesOf(item: Dispatch): Record<string, { DataType: string; StringValue: string }> {
  return Object.fromEntries(
    Object.entries(item.attributes ?? {}).map(([name, { type, value }]) => [
      name,
      { DataType: type, StringValue: value },
    ]),
  );
}
