import {
  AddPermissionCommand,
  CreateAliasCommand,
  DeleteFunctionCommand,
  GetAliasCommand,
  GetFunctionCommand,
  GetFunctionConfigurationCommand,
  GetPolicyCommand,
  InvokeCommand,
  LambdaClient,
  ListFunctionsCommand,
  ListTagsCommand,
  ListVersionsByFunctionCommand,
  PublishVersionCommand,
  PutFunctionConcurrencyCommand,
  RemovePermissionCommand,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
  waitUntilFunctionActiveV2,
} from "@aws-sdk/client-lambda";
import { FilterLogEventsCommand, CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { startTestCloud } from "../src/testing.ts";
import { createFunction, invoke, LAMBDA_PLUGINS, zipOf } from "./lambda-fixtures.ts";

async function start() {
  const cloud = await startTestCloud({ plugins: LAMBDA_PLUGINS });
  return { cloud, lambda: cloud.client(LambdaClient) };
}

const ECHO = "export const handler = (event) => event;";

describe("a function's configuration", () => {
  test("is active at once, with defaults and the digest of its code", async () => {
    const { lambda } = await start();
    const ZipFile = zipOf({ "index.mjs": ECHO });
    const FunctionName = await createFunction(lambda, "", { Code: { ZipFile }, Tags: { a: "b" } });
    await waitUntilFunctionActiveV2({ client: lambda, maxWaitTime: 5 }, { FunctionName });
    const found = await lambda.send(new GetFunctionCommand({ FunctionName }));
    expect(found.Configuration).toMatchObject({
      FunctionArn: "arn:aws:lambda:eu-west-1:000000000000:function:subject",
      Timeout: 3,
      MemorySize: 128,
      State: "Active",
      LastUpdateStatus: "Successful",
      CodeSize: ZipFile.byteLength,
      CodeSha256: createHash("sha256").update(ZipFile).digest("base64"),
    });
    expect(found.Tags).toEqual({ a: "b" });
  });

  test("survives a restart", async () => {
    const { cloud, lambda } = await start();
    const name = await createFunction(lambda, ECHO);
    const again = await cloud.restart();
    expect((await invoke(again.client(LambdaClient), name, { a: 1 })).result).toEqual({ a: 1 });
  });

  test.each([
    ["an unknown runtime", { Runtime: "python3.13" as const }, "NotEmulated"],
    ["a time-out of zero", { Timeout: 0 }, "ValidationException"],
    ["a bad role", { Role: "worker" }, "ValidationException"],
    ["a bad name", { FunctionName: "a b" }, "ValidationException"],
    [
      "a reserved variable",
      { Environment: { Variables: { AWS_REGION: "x" } } },
      "InvalidParameterValueException",
    ],
    [
      "more than 4 KB of variables",
      { Environment: { Variables: { A: "x".repeat(4096) } } },
      "InvalidParameterValueException",
    ],
    [
      "what is no archive",
      { Code: { ZipFile: new Uint8Array([1, 2, 3]) } },
      "InvalidParameterValueException",
    ],
    [
      "an archive that leaves its folder",
      { Code: { ZipFile: zipOf({ "../evil.js": "1" }) } },
      "InvalidParameterValueException",
    ],
  ])("refuses %s", async (_kind, over, name) => {
    const { lambda } = await start();
    await expect(createFunction(lambda, ECHO, over)).rejects.toMatchObject({ name });
  });

  test("refuses a name that is taken, and does not know one that is not", async () => {
    const { lambda } = await start();
    await createFunction(lambda, ECHO);
    await expect(createFunction(lambda, ECHO)).rejects.toMatchObject({
      name: "ResourceConflictException",
      message: "Function already exist: subject",
      $metadata: { httpStatusCode: 409 },
    });
    await expect(
      lambda.send(new GetFunctionCommand({ FunctionName: "other" })),
    ).rejects.toMatchObject({
      name: "ResourceNotFoundException",
      message: "Function not found: arn:aws:lambda:eu-west-1:000000000000:function:other",
    });
  });

  test("is updated in place, and the next invocation runs the new code", async () => {
    const { lambda } = await start();
    const FunctionName = await createFunction(lambda, "export const handler = () => 'old';");
    await invoke(lambda, FunctionName);
    const ZipFile = zipOf({ "index.mjs": "export const handler = () => process.env.A;" });
    await lambda.send(new UpdateFunctionCodeCommand({ FunctionName, ZipFile }));
    await lambda.send(
      new UpdateFunctionConfigurationCommand({
        FunctionName,
        Timeout: 9,
        Environment: { Variables: { A: "new" } },
      }),
    );
    expect((await invoke(lambda, FunctionName)).result).toBe("new");
    const config = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName }));
    expect(config).toMatchObject({ Timeout: 9, Handler: "index.handler" });
  });

  test("is gone with its versions when the function is deleted", async () => {
    const { lambda } = await start();
    const FunctionName = await createFunction(lambda, ECHO, { Publish: true });
    await lambda.send(new DeleteFunctionCommand({ FunctionName }));
    expect((await lambda.send(new ListFunctionsCommand({}))).Functions).toEqual([]);
    await expect(
      lambda.send(new GetFunctionCommand({ FunctionName, Qualifier: "1" })),
    ).rejects.toMatchObject({ name: "ResourceNotFoundException" });
  });
});

describe("versions and aliases", () => {
  test("a version keeps code and configuration, and is not published twice", async () => {
    const { lambda } = await start();
    const FunctionName = await createFunction(lambda, "export const handler = () => 1;");
    const publish = () => lambda.send(new PublishVersionCommand({ FunctionName }));
    expect(await publish()).toMatchObject({
      Version: "1",
      FunctionArn: expect.stringMatching(/:1$/),
    });
    expect((await publish()).Version).toBe("1");
    const ZipFile = zipOf({ "index.mjs": "export const handler = () => 2;" });
    await lambda.send(new UpdateFunctionCodeCommand({ FunctionName, ZipFile, Publish: true }));
    const listed = await lambda.send(new ListVersionsByFunctionCommand({ FunctionName }));
    expect(listed.Versions?.map(({ Version }) => Version)).toEqual(["$LATEST", "1", "2"]);
    expect((await invoke(lambda, `${FunctionName}:1`)).result).toBe(1);
    expect((await invoke(lambda, FunctionName)).result).toBe(2);
  });

  test("an alias runs its version and names itself in the context", async () => {
    const { lambda } = await start();
    const FunctionName = await createFunction(
      lambda,
      "export const handler = (event, context) => [context.functionVersion, context.invokedFunctionArn];",
      { Publish: true },
    );
    const Name = "live";
    await lambda.send(new CreateAliasCommand({ FunctionName, Name, FunctionVersion: "1" }));
    const found = await lambda.send(new GetAliasCommand({ FunctionName, Name }));
    expect(found.FunctionVersion).toBe("1");
    const answer = await invoke(lambda, found.AliasArn ?? "");
    expect(answer.result).toEqual(["1", found.AliasArn]);
    expect(answer.ExecutedVersion).toBe("1");
  });
});

describe("Invoke", () => {
  test("refuses what is not JSON and what is over 6 MB", async () => {
    const { lambda } = await start();
    const FunctionName = await createFunction(lambda, ECHO);
    const send = (Payload: string) => lambda.send(new InvokeCommand({ FunctionName, Payload }));
    await expect(send("{")).rejects.toMatchObject({ name: "InvalidRequestContentException" });
    await expect(send(`"${"x".repeat(6_291_455)}"`)).rejects.toMatchObject({
      name: "RequestTooLargeException",
    });
    const most = await send(`"${"x".repeat(6_291_454)}"`);
    expect(most.Payload?.byteLength).toBe(6_291_456);
  });

  test("takes no payload for an empty event, and hostile keys as data", async () => {
    const { lambda } = await start();
    const FunctionName = await createFunction(
      lambda,
      "export const handler = (e) => Object.keys(e);",
    );
    const empty = await lambda.send(new InvokeCommand({ FunctionName }));
    expect(empty.Payload?.transformToString()).toBe("[]");
    const Payload = '{"__proto__":{"a":1},"constructor":2}';
    const hostile = await lambda.send(new InvokeCommand({ FunctionName, Payload }));
    expect(hostile.Payload?.transformToString()).toBe('["__proto__","constructor"]');
  });

  test("runs in parallel in separate processes, within the reserved concurrency", async () => {
    const { lambda } = await start();
    const FunctionName = await createFunction(
      lambda,
      "export const handler = () => new Promise((r) => setTimeout(() => r(process.pid), 300));",
    );
    await lambda.send(
      new PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions: 2 }),
    );
    const calls = await Promise.allSettled([1, 2, 3].map(() => invoke(lambda, FunctionName)));
    const done = calls.filter((call) => call.status === "fulfilled");
    const refused = calls.filter((call) => call.status === "rejected");
    expect(new Set(done.map(({ value }) => value.result)).size).toBe(2);
    expect(refused.map(({ reason }) => reason as unknown)).toMatchObject([
      {
        name: "TooManyRequestsException",
        Reason: "ReservedFunctionConcurrentInvocationLimitExceeded",
        $metadata: { httpStatusCode: 429 },
      },
    ]);
  });

  test("answers a dry run without running", async () => {
    const { lambda } = await start();
    const FunctionName = await createFunction(lambda, "throw new Error('never');");
    const answer = await lambda.send(new InvokeCommand({ FunctionName, InvocationType: "DryRun" }));
    expect(answer.StatusCode).toBe(204);
  });
});

test("writes the function's output to its log group", async () => {
  const { cloud, lambda } = await start();
  const logs = cloud.client(CloudWatchLogsClient);
  const name = await createFunction(lambda, "export const handler = () => console.log('seen');");
  await invoke(lambda, name);
  await expect
    .poll(async () => {
      const input = { logGroupName: `/aws/lambda/${name}`, filterPattern: "seen" };
      const found = await logs.send(new FilterLogEventsCommand(input));
      return found.events?.map(({ message }) => message);
    })
    .toEqual([expect.stringMatching(/\tINFO\tseen$/)]);
});

test("keeps a resource policy", async () => {
  const { lambda } = await start();
  const FunctionName = await createFunction(lambda, ECHO);
  await lambda.send(
    new AddPermissionCommand({
      FunctionName,
      StatementId: "s3",
      Action: "lambda:InvokeFunction",
      Principal: "s3.amazonaws.com",
      SourceArn: "arn:aws:s3:::bucket",
    }),
  );
  const { Policy = "" } = await lambda.send(new GetPolicyCommand({ FunctionName }));
  expect(JSON.parse(Policy)).toMatchObject({
    Statement: [
      {
        Sid: "s3",
        Effect: "Allow",
        Principal: { Service: "s3.amazonaws.com" },
        Resource: "arn:aws:lambda:eu-west-1:000000000000:function:subject",
        Condition: { ArnLike: { "AWS:SourceArn": "arn:aws:s3:::bucket" } },
      },
    ],
  });
  await lambda.send(new RemovePermissionCommand({ FunctionName, StatementId: "s3" }));
  await expect(lambda.send(new GetPolicyCommand({ FunctionName }))).rejects.toMatchObject({
    name: "ResourceNotFoundException",
  });
  const Resource = "arn:aws:lambda:eu-west-1:000000000000:function:subject";
  expect((await lambda.send(new ListTagsCommand({ Resource }))).Tags).toEqual({});
});
