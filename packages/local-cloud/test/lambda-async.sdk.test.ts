import {
  InvokeCommand,
  LambdaClient,
  PutFunctionConcurrencyCommand,
  PutFunctionEventInvokeConfigCommand,
} from "@aws-sdk/client-lambda";
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { expect, test } from "vitest";
import { sqs } from "../src/services/sqs/index.ts";
import { startTestCloud } from "../src/testing.ts";
import { createRecorder, LAMBDA_PLUGINS } from "./lambda-fixtures.ts";

const QUEUE_ARN = "arn:aws:sqs:eu-west-1:000000000000:ends";

async function start() {
  const cloud = await startTestCloud({ plugins: [sqs, ...LAMBDA_PLUGINS] });
  const lambda = cloud.client(LambdaClient);
  const queues = cloud.client(SQSClient);
  const { QueueUrl } = await queues.send(new CreateQueueCommand({ QueueName: "ends" }));
  return {
    cloud,
    clock: cloud.cloud.clock,
    lambda,
    fire: (FunctionName: string, event: unknown) =>
      lambda.send(
        new InvokeCommand({
          FunctionName,
          InvocationType: "Event",
          Payload: JSON.stringify(event),
        }),
      ),
    received: async () => {
      const input = { QueueUrl, MessageAttributeNames: ["All"], WaitTimeSeconds: 5 };
      const { Messages = [] } = await queues.send(new ReceiveMessageCommand(input));
      return Messages[0];
    },
  };
}

test("an event is accepted at once and run later", async () => {
  const { lambda, fire } = await start();
  const { name, read } = await createRecorder(lambda, "note(event);");
  const { StatusCode } = await fire(name, { a: 1 });
  expect(StatusCode).toBe(202);
  await expect.poll(read).toEqual([{ a: 1 }]);
});

test("an accepted event is run after a restart", async () => {
  const { cloud, lambda, fire } = await start();
  const { name, read } = await createRecorder(
    lambda,
    "note(context.awsRequestId); if (noted() === 1) await new Promise(() => setInterval(() => {}, 1000));",
    { Timeout: 60 },
  );
  await fire(name, {});
  await expect.poll(read).toHaveLength(1);
  await cloud.restart();
  await expect.poll(read, { timeout: 5000 }).toHaveLength(2);
  const [first, second] = read();
  expect(second).toBe(first);
});

test("a failing event is retried after one minute and after two, then goes to its destination", async () => {
  const { cloud, lambda, clock, fire, received } = await start();
  const { deliveries } = cloud.cloud;
  const { name, read } = await createRecorder(
    lambda,
    "note(context.awsRequestId); throw new Error('no ' + event.a);",
  );
  await lambda.send(
    new PutFunctionEventInvokeConfigCommand({
      FunctionName: name,
      DestinationConfig: { OnFailure: { Destination: QUEUE_ARN } },
    }),
  );
  await fire(name, { a: 1 });
  await expect.poll(read).toHaveLength(1);
  await deliveries.idle();
  await clock.advance(59_000);
  expect(read()).toHaveLength(1);
  await clock.advance(2000);
  await expect.poll(read).toHaveLength(2);
  await deliveries.idle();
  await clock.advance(121_000);
  await expect.poll(read).toHaveLength(3);
  const record: unknown = JSON.parse((await received())?.Body ?? "");
  expect(new Set(read()).size).toBe(1);
  expect(record).toEqual({
    version: "1.0",
    timestamp: expect.stringMatching(/Z$/),
    requestContext: {
      requestId: read()[0],
      functionArn: "arn:aws:lambda:eu-west-1:000000000000:function:subject:$LATEST",
      condition: "RetriesExhausted",
      approximateInvokeCount: 3,
    },
    requestPayload: { a: 1 },
    responseContext: { statusCode: 200, executedVersion: "$LATEST", functionError: "Unhandled" },
    responsePayload: { errorType: "Error", errorMessage: "no 1", trace: expect.any(Array) },
  });
});

test("a failed event goes to the dead-letter queue unchanged, with the reason beside it", async () => {
  const { lambda, fire, received } = await start();
  const { name } = await createRecorder(lambda, "throw new Error('why');", {
    DeadLetterConfig: { TargetArn: QUEUE_ARN },
  });
  await lambda.send(
    new PutFunctionEventInvokeConfigCommand({ FunctionName: name, MaximumRetryAttempts: 0 }),
  );
  await fire(name, { a: "ü" });
  const message = await received();
  expect(message?.Body).toBe('{"a":"ü"}');
  expect(message?.MessageAttributes).toMatchObject({
    ErrorCode: { DataType: "Number", StringValue: "200" },
    ErrorMessage: { StringValue: "why" },
    RequestID: { StringValue: expect.stringMatching(/^[0-9a-f-]{36}$/) },
  });
});

test("a success goes to its own destination", async () => {
  const { lambda, fire, received } = await start();
  const { name } = await createRecorder(lambda, "return { done: event.a };");
  await lambda.send(
    new PutFunctionEventInvokeConfigCommand({
      FunctionName: name,
      DestinationConfig: { OnSuccess: { Destination: QUEUE_ARN } },
    }),
  );
  await fire(name, { a: 1 });
  expect(JSON.parse((await received())?.Body ?? "")).toMatchObject({
    requestContext: { condition: "Success", approximateInvokeCount: 1 },
    responsePayload: { done: 1 },
  });
});

test("a success tells how many runs it took", async () => {
  const { cloud, lambda, clock, fire, received } = await start();
  const { name, read } = await createRecorder(
    lambda,
    "note(1); if (noted() < 2) throw new Error('not yet');",
  );
  await lambda.send(
    new PutFunctionEventInvokeConfigCommand({
      FunctionName: name,
      DestinationConfig: { OnSuccess: { Destination: QUEUE_ARN } },
    }),
  );
  await fire(name, {});
  await expect.poll(read).toHaveLength(1);
  await cloud.cloud.deliveries.idle();
  await clock.advance(61_000);
  expect(JSON.parse((await received())?.Body ?? "")).toMatchObject({
    requestContext: { condition: "Success", approximateInvokeCount: 2 },
  });
});

test("no concurrency at all sends events to the destination without a run", async () => {
  const { lambda, fire, received } = await start();
  const { name, read } = await createRecorder(lambda, "note(1);");
  await lambda.send(
    new PutFunctionConcurrencyCommand({ FunctionName: name, ReservedConcurrentExecutions: 0 }),
  );
  await lambda.send(
    new PutFunctionEventInvokeConfigCommand({
      FunctionName: name,
      DestinationConfig: { OnFailure: { Destination: QUEUE_ARN } },
    }),
  );
  await fire(name, {});
  expect(JSON.parse((await received())?.Body ?? "")).toMatchObject({
    requestContext: { condition: "ZeroReservedConcurrency", approximateInvokeCount: 0 },
  });
  expect(read()).toEqual([]);
});

test("chaos duplicates an accepted event", async () => {
  const { cloud, lambda, fire } = await start();
  const { name, read } = await createRecorder(lambda, "note(event);");
  cloud.cloud.chaos.set([
    { service: "lambda", operation: "deliver", fault: "duplicate", times: 1, delayMs: 1 },
  ]);
  await fire(name, { a: 1 });
  await expect.poll(read).toEqual([{ a: 1 }, { a: 1 }]);
});

test("an event above 1 MB is refused", async () => {
  const { lambda, fire } = await start();
  const { name } = await createRecorder(lambda, "note(1);");
  await expect(fire(name, "x".repeat(1_048_575))).rejects.toMatchObject({
    name: "RequestTooLargeException",
    $metadata: { httpStatusCode: 413 },
  });
});
