import { cpSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { randomUUID } from "node:crypto";
import { CreateBucketCommand, GetObjectCommand, S3Client } from "@aws-sdk/client-s3";
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  SendTaskFailureCommand,
  SendTaskHeartbeatCommand,
  SendTaskSuccessCommand,
  SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
  type DescribeExecutionCommandOutput,
} from "@aws-sdk/client-sfn";
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { createClock, type AdjustableClock } from "../src/clock.ts";
import { s3 as s3Plugin } from "../src/services/s3/index.ts";
import { sqs as sqsPlugin } from "../src/services/sqs/index.ts";
import { stepfunctions } from "../src/services/stepfunctions/index.ts";
import { startTestCloud, type TestCloud } from "../src/testing.ts";

const NOON = Date.UTC(2026, 0, 15, 12);
const roleArn = "arn:aws:iam::000000000000:role/machine";
const plugins = [s3Plugin, sqsPlugin, stepfunctions];

let local: TestCloud;
let clock: AdjustableClock;
let sfn: SFNClient;
let sqs: SQSClient;
let QueueUrl: string;

beforeAll(async () => {
  clock = createClock({ pace: "manual", startMs: NOON });
  local = await startTestCloud({ plugins, clock, keep: true });
  sfn = local.client(SFNClient);
  sqs = local.client(SQSClient);
  QueueUrl = (await sqs.send(new CreateQueueCommand({ QueueName: "work" }))).QueueUrl!;
});
afterAll(() => local.stop());

type Definition = Record<string, unknown>;

const only = (state: Definition): Definition => ({
  StartAt: "T",
  States: { T: { Type: "Task", End: true, ...state } },
});

async function started(definition: Definition, input: unknown = {}): Promise<string> {
  const { stateMachineArn } = await sfn.send(
    new CreateStateMachineCommand({
      name: `m-${randomUUID()}`,
      definition: JSON.stringify(definition),
      roleArn,
    }),
  );
  const start = new StartExecutionCommand({ stateMachineArn, input: JSON.stringify(input) });
  return (await sfn.send(start)).executionArn!;
}

async function ended(executionArn: string, client = sfn): Promise<DescribeExecutionCommandOutput> {
  for (;;) {
    const execution = await client.send(new DescribeExecutionCommand({ executionArn }));
    if (execution.status !== "RUNNING") return execution;
  }
}

async function outputOf(definition: Definition, input?: unknown) {
  const { status, output, error, cause } = await ended(await started(definition, input));
  expect({ status, error, cause }).toEqual({ status: "SUCCEEDED" });
  return JSON.parse(output!);
}

async function typesOf(executionArn: string, client = sfn): Promise<(string | undefined)[]> {
  const { events } = await client.send(new GetExecutionHistoryCommand({ executionArn }));
  return events!.map(({ type }) => type);
}

/** Waits until the history ends in an event of this type. */
async function reached(executionArn: string, type: string): Promise<void> {
  while ((await typesOf(executionArn)).at(-1) !== type);
}

async function received(url: string) {
  const { Messages } = await sqs.send(
    new ReceiveMessageCommand({ QueueUrl: url, MessageSystemAttributeNames: ["All"] }),
  );
  return Messages![0]!;
}

/** What a crash leaves: the files as they are at this moment, under a cloud that has never stopped. */
async function afterCrash(advanceMs: number) {
  const dataDir = mkdtempSync(join(tmpdir(), "local-cloud-crash-"));
  cpSync(local.dataDir, dataDir, { recursive: true });
  const later = createClock({ pace: "manual", startMs: clock.now() + advanceMs });
  const cloud = await startTestCloud({ plugins, clock: later, dataDir, keep: true });
  onTestFinished(() => cloud.stop());
  return { clock: later, sfn: cloud.client(SFNClient) };
}

const fail = async (action: string, Parameters: Definition) => {
  const { error, cause } = await ended(
    await started(only({ Resource: `arn:aws:states:::aws-sdk:${action}`, Parameters })),
  );
  return { error, cause };
};

async function machine(definition: Definition): Promise<string> {
  const { stateMachineArn } = await sfn.send(
    new CreateStateMachineCommand({
      name: `c-${randomUUID()}`,
      definition: JSON.stringify(definition),
      roleArn,
    }),
  );
  return stateMachineArn!;
}
const parent = (suffix: string, StateMachineArn: string): Definition =>
  only({
    Resource: `arn:aws:states:::states:startExecution${suffix}`,
    Parameters: { StateMachineArn, Input: { "n.$": "$.n" } },
  });

const waiting = (url: string, more: Definition = {}) =>
  only({
    Resource: "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
    Parameters: { QueueUrl: url, MessageBody: { "token.$": "$$.Task.Token" } },
    ...more,
  });

async function handedOut(more?: Definition) {
  const create = new CreateQueueCommand({ QueueName: `q-${randomUUID()}` });
  const { QueueUrl: url } = await sqs.send(create);
  const executionArn = await started(waiting(url!, more));
  await reached(executionArn, "TaskSubmitted");
  const taskToken: string = JSON.parse((await received(url!)).Body!).token;
  return { executionArn, taskToken };
}

describe("optimised integrations", () => {
  test("sqs:sendMessage writes an object as JSON, and acts as the execution's role", async () => {
    const Resource = "arn:aws:states:::sqs:sendMessage";
    const Parameters = { QueueUrl, MessageBody: { "n.$": "$.n", who: "me" } };
    const output = await outputOf(only({ Resource, Parameters }), { n: 1 });
    expect(output).toMatchObject({
      MessageId: expect.any(String),
      MD5OfMessageBody: expect.any(String),
      SdkHttpMetadata: { HttpStatusCode: 200 },
    });
    const message = await received(QueueUrl);
    expect(JSON.parse(message.Body!)).toEqual({ n: 1, who: "me" });
    expect(message.Attributes!["SenderId"]).not.toBe("000000000000");
  });

  test("an error has the service's name and its Java exception", async () => {
    const Resource = "arn:aws:states:::sqs:sendMessage";
    const Parameters = { QueueUrl: `${QueueUrl}-gone`, MessageBody: "x" };
    expect(await ended(await started(only({ Resource, Parameters })))).toMatchObject({
      status: "FAILED",
      error: "SQS.QueueDoesNotExistException",
      cause: expect.stringContaining("(Service: SQS; Status Code: 400;"),
    });
  });

  test("a parameter that the operation does not have fails with its name", async () => {
    const Resource = "arn:aws:states:::sqs:sendMessage";
    expect(
      await ended(await started(only({ Resource, Parameters: { QueueUrl, Nope: 1 } }))),
    ).toMatchObject({
      error: "States.Runtime",
      cause: expect.stringContaining(
        "[The field 'Nope' is not supported by Step Functions, The field 'MessageBody' is required but was missing]",
      ),
    });
  });
});

describe("aws-sdk integrations", () => {
  test("call any emulated operation in PascalCase and answer dates as text", async () => {
    const Bucket = "objects";
    await local.client(S3Client).send(new CreateBucketCommand({ Bucket }));
    const put = "arn:aws:states:::aws-sdk:s3:putObject";
    const head = "arn:aws:states:::aws-sdk:s3:headObject";
    const get = "arn:aws:states:::aws-sdk:s3:getObject";
    const where = { Bucket, Key: "a.json" };
    const output = await outputOf({
      StartAt: "Put",
      States: {
        Put: {
          Type: "Task",
          Resource: put,
          Parameters: { ...where, Body: { a: 1 } },
          ResultPath: "$.put",
          Next: "Head",
        },
        Head: {
          Type: "Task",
          Resource: head,
          Parameters: where,
          ResultPath: "$.head",
          Next: "Get",
        },
        Get: {
          Type: "Task",
          Resource: get,
          Parameters: where,
          ResultSelector: { "body.$": "States.StringToJson($.Body)" },
          ResultPath: "$.got",
          End: true,
        },
      },
    });
    expect(output).toMatchObject({
      put: { ETag: expect.stringMatching(/^"[0-9a-f]{32}"$/u) },
      head: {
        ContentLength: 7,
        LastModified: expect.stringMatching(/^2026-01-15T12:00:00(?:\.000)?Z$/u),
      },
      got: { body: { a: 1 } },
    });
    const object = await local.client(S3Client).send(new GetObjectCommand(where));
    expect(await object.Body!.transformToString()).toBe('{"a":1}');
  });

  test("name modelled errors by their Java class and all others by the service's", async () => {
    expect(await fail("s3:headObject", { Bucket: "objects", Key: "gone" })).toEqual({
      error: "S3.NoSuchKeyException",
      cause: expect.stringContaining("(Service: S3, Status Code: 404, Request ID: "),
    });
    expect(await fail("s3:listObjectsV2", { Bucket: "no-such-bucket" })).toMatchObject({
      error: "S3.NoSuchBucketException",
    });
    expect(await fail("sfn:describeStateMachine", { StateMachineArn: "nonsense" })).toMatchObject({
      error: "Sfn.InvalidArnException",
    });
    expect(await fail("sqs:sendMessage", { QueueUrl, MessageBody: { a: 1 } })).toMatchObject({
      error: "States.Runtime",
      cause: expect.stringContaining("The value for the field 'MessageBody' must be a STRING"),
    });
  });

  test("an operation that is not emulated fails past every Catch", async () => {
    const definition = {
      StartAt: "T",
      States: {
        T: {
          Type: "Task",
          Resource: "arn:aws:states:::aws-sdk:s3:getBucketAnalyticsConfiguration",
          Parameters: { Bucket: "objects", Id: "x" },
          Catch: [{ ErrorEquals: ["States.ALL"], Next: "Hidden" }],
          End: true,
        },
        Hidden: { Type: "Succeed" },
      },
    };
    expect(await ended(await started(definition))).toMatchObject({
      status: "FAILED",
      error: "States.Runtime",
      cause: expect.stringContaining("is not emulated by the local cloud"),
    });
  });
});

describe("nested executions", () => {
  const child = {
    StartAt: "A",
    States: { A: { Type: "Wait", Seconds: 30, Next: "B" }, B: { Type: "Pass", End: true } },
  };
  const failing = { StartAt: "A", States: { A: { Type: "Fail", Error: "Broken", Cause: "why" } } };

  test("startExecution answers at once; .sync waits; .sync:2 answers JSON", async () => {
    const stateMachineArn = await machine(child);
    const answer = await outputOf(parent("", stateMachineArn), { n: 1 });
    expect(answer).toMatchObject({
      ExecutionArn: expect.stringContaining(":execution:c-"),
      StartDate: clock.now(),
    });

    const runs = await Promise.all(
      [".sync", ".sync:2"].map((suffix) => started(parent(suffix, stateMachineArn), { n: 2 })),
    );
    for (const executionArn of runs) await reached(executionArn, "TaskSubmitted");
    await clock.advance(30_000);
    const [text, json] = await Promise.all(
      runs.map(async (run) => JSON.parse((await ended(run)).output!)),
    );
    expect(text).toMatchObject({ Status: "SUCCEEDED", Output: '{"n":2}', Input: '{"n":2}' });
    expect(json).toMatchObject({ Status: "SUCCEEDED", Output: { n: 2 }, StopDate: clock.now() });
  });

  test("a child that fails is States.TaskFailed with the child's description", async () => {
    const { error, cause } = await ended(
      await started(parent(".sync:2", await machine(failing)), { n: 1 }),
    );
    expect(error).toBe("States.TaskFailed");
    expect(JSON.parse(cause!)).toMatchObject({ Status: "FAILED", Error: "Broken", Cause: "why" });
  });

  test("stopping the parent stops the child", async () => {
    const stateMachineArn = await machine(child);
    const executionArn = await started(parent(".sync", stateMachineArn), { n: 1 });
    await reached(executionArn, "TaskSubmitted");
    await sfn.send(new StopExecutionCommand({ executionArn }));
    const { executions } = await sfn.send(new ListExecutionsCommand({ stateMachineArn }));
    expect(executions!.map(({ status }) => status)).toEqual(["ABORTED"]);
  });
});

describe("task tokens", () => {
  test("a success ends the task, and only once", async () => {
    const { executionArn, taskToken } = await handedOut();
    await sfn.send(new SendTaskHeartbeatCommand({ taskToken }));
    await sfn.send(new SendTaskSuccessCommand({ taskToken, output: '{"ok":true}' }));
    expect(await ended(executionArn)).toMatchObject({ status: "SUCCEEDED", output: '{"ok":true}' });
    for (const late of [
      new SendTaskSuccessCommand({ taskToken, output: "{}" }),
      new SendTaskHeartbeatCommand({ taskToken }),
    ]) {
      await expect(sfn.send(late as SendTaskSuccessCommand)).rejects.toMatchObject({
        name: "TaskTimedOut",
        message: "Task Timed Out: 'Provided task does not exist anymore'",
      });
    }
  });

  test("a failure is the task's error", async () => {
    const { executionArn, taskToken } = await handedOut();
    await sfn.send(new SendTaskFailureCommand({ taskToken, error: "No", cause: "because" }));
    expect(await ended(executionArn)).toMatchObject({
      status: "FAILED",
      error: "No",
      cause: "because",
    });
  });

  test("a forged token and an output that is no JSON are refused", async () => {
    const { executionArn, taskToken } = await handedOut();
    const forged = Buffer.from(taskToken, "base64")
      .toString()
      .replace(/"proof":"./u, '"proof":"?');
    for (const token of ["nonsense", Buffer.from(forged).toString("base64")]) {
      await expect(
        sfn.send(new SendTaskSuccessCommand({ taskToken: token, output: "{}" })),
      ).rejects.toMatchObject({ name: "InvalidToken", message: "Invalid Token: 'Invalid token'" });
    }
    await expect(
      sfn.send(new SendTaskSuccessCommand({ taskToken, output: "{" })),
    ).rejects.toMatchObject({
      name: "InvalidOutput",
    });
    await sfn.send(new StopExecutionCommand({ executionArn }));
  });

  test("a missed heartbeat times the task out", async () => {
    const { executionArn } = await handedOut({ HeartbeatSeconds: 20 });
    await clock.advance(20_000);
    expect(await ended(executionArn)).toMatchObject({ status: "FAILED", error: "States.Timeout" });
    expect((await typesOf(executionArn)).at(-2)).toBe("TaskTimedOut");
  });

  test("a token handed out before a crash is good after it", async () => {
    const { executionArn, taskToken } = await handedOut();
    const before = await typesOf(executionArn);
    const crashed = await afterCrash(5000);
    await crashed.sfn.send(new SendTaskSuccessCommand({ taskToken, output: '"late"' }));
    expect(await ended(executionArn, crashed.sfn)).toMatchObject({
      status: "SUCCEEDED",
      output: '"late"',
    });
    expect(await typesOf(executionArn, crashed.sfn)).toEqual([
      ...before,
      "TaskSucceeded",
      "TaskStateExited",
      "ExecutionSucceeded",
    ]);
    await sfn.send(new StopExecutionCommand({ executionArn }));
  });
});

describe("a restart", () => {
  const wait = { StartAt: "W", States: { W: { Type: "Wait", Seconds: 100, End: true } } };

  test("after a crash in a wait keeps the moment at which the wait ends", async () => {
    const executionArn = await started(wait);
    const { startDate } = await sfn.send(new DescribeExecutionCommand({ executionArn }));
    const crashed = await afterCrash(40_000);
    await crashed.clock.advance(59_999);
    expect(await typesOf(executionArn, crashed.sfn)).toEqual([
      "ExecutionStarted",
      "WaitStateEntered",
    ]);
    await crashed.clock.advance(1);
    const { stopDate } = await ended(executionArn, crashed.sfn);
    expect(stopDate!.getTime() - startDate!.getTime()).toBe(100_000);
    await sfn.send(new StopExecutionCommand({ executionArn }));
  });

  test("after a wait's end has passed goes on at once", async () => {
    const executionArn = await started(wait);
    const crashed = await afterCrash(500_000);
    expect(await ended(executionArn, crashed.sfn)).toMatchObject({ status: "SUCCEEDED" });
    await sfn.send(new StopExecutionCommand({ executionArn }));
  });

  test("in order leaves the execution running", async () => {
    const own = createClock({ pace: "manual", startMs: NOON });
    const first = await startTestCloud({ plugins, clock: own });
    const { stateMachineArn } = await first
      .client(SFNClient)
      .send(
        new CreateStateMachineCommand({ name: "m", definition: JSON.stringify(wait), roleArn }),
      );
    const { executionArn } = await first
      .client(SFNClient)
      .send(new StartExecutionCommand({ stateMachineArn }));
    const second = await first.restart();
    await own.advance(100_000);
    expect(await ended(executionArn!, second.client(SFNClient))).toMatchObject({
      status: "SUCCEEDED",
    });
  });
});
