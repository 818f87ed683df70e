import { mkdtemp, rm } from "node:fs/promises";
import { connect } from "node:http2";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { ListQueuesCommand, SQSClient } from "@aws-sdk/client-sqs";
import { expect, onTestFinished, test } from "vitest";
import { AwsError } from "../src/errors.ts";
import type { AnyPlugin, CallContext } from "../src/service.ts";
import { startCloud } from "../src/start-cloud.ts";
import { startTestCloud } from "../src/testing.ts";

/** A plugin of two operations: one tells who calls, one fails as its input says. */
function identityPlugin(): AnyPlugin {
  return {
    id: "sts",
    open: () => undefined,
    operations: {
      GetCallerIdentity: (_input: unknown, { principal }: CallContext) => ({
        Account: principal.accountId,
        Arn: principal.kind,
      }),
      GetAccessKeyInfo: ({ AccessKeyId }: { AccessKeyId: string }) => {
        if (AccessKeyId === "defect") throw new TypeError("a bug of ours");
        throw new AwsError("Custom", `no <key> & "${AccessKeyId}"`, { status: 418 });
      },
    },
  };
}

test("takes any throw-away credentials as the account's root", async () => {
  const cloud = await startTestCloud({ plugins: [identityPlugin()] });
  const sts = cloud.client(STSClient);
  expect(await sts.send(new GetCallerIdentityCommand({}))).toMatchObject({
    Account: "000000000000",
    Arn: "root",
  });
});

test("takes a key of twelve digits as the account", async () => {
  const cloud = await startTestCloud({ plugins: [identityPlugin()] });
  const credentials = { accessKeyId: "123456789012", secretAccessKey: "x" };
  const sts = cloud.client(STSClient, { credentials });
  expect(await sts.send(new GetCallerIdentityCommand({}))).toMatchObject({
    Account: "123456789012",
  });
});

test("carries a role session through, until it expires", async () => {
  const cloud = await startTestCloud({ plugins: [identityPlugin()] });
  const roleArn = "arn:aws:iam::000000000000:role/r";
  const session = { roleArn, sessionName: "s", durationSeconds: 900 };
  const sts = cloud.client(STSClient, { credentials: cloud.cloud.sessions.issue(session) });
  expect(await sts.send(new GetCallerIdentityCommand({}))).toMatchObject({ Arn: "role" });

  await cloud.cloud.clock.advance(900_001);
  await expect(sts.send(new GetCallerIdentityCommand({}))).rejects.toMatchObject({
    name: "ExpiredToken",
  });
});

test("answers an operation that is not there with 501 and its name", async () => {
  const cloud = await startTestCloud({ plugins: [identityPlugin()] });
  await expect(cloud.client(SQSClient).send(new ListQueuesCommand({}))).rejects.toMatchObject({
    name: "NotEmulated",
    message: expect.stringContaining("sqs:ListQueues"),
    $metadata: { httpStatusCode: 501 },
  });
});

test("answers a service that is not there with 501 and its name", async () => {
  const cloud = await startTestCloud({ plugins: [identityPlugin()] });
  const response = await fetch(cloud.endpoint, {
    method: "POST",
    body: "{}",
    headers: {
      "x-amz-target": "Kinesis_20131202.ListStreams",
      authorization: "AWS4-HMAC-SHA256 Credential=a/20260101/eu-west-1/kinesis/aws4_request",
    },
  });
  expect(response.status).toBe(501);
  expect(await response.json()).toMatchObject({
    __type: "NotEmulated",
    message: expect.stringContaining("kinesis"),
  });
});

test("refuses an unsigned call", async () => {
  const cloud = await startTestCloud({ plugins: [identityPlugin()] });
  const response = await fetch(`${cloud.endpoint}/?Action=GetCallerIdentity&Version=2011-06-15`);
  expect(response.status).toBe(403);
  expect(await response.text()).toContain("MissingAuthenticationToken");
});

test("hides a defect of its own from the caller and reports it", async () => {
  const defects: unknown[] = [];
  const plugins = [identityPlugin()];
  const cloud = await startTestCloud({ plugins, onDefect: (error) => defects.push(error) });
  const root = { kind: "root", accountId: "000000000000" } as const;
  const call = cloud.cloud.call("sts", "GetAccessKeyInfo", { AccessKeyId: "defect" }, { as: root });
  await expect(call).rejects.toMatchObject({ code: "InternalFailure", status: 500 });
  expect(defects).toEqual([expect.objectContaining({ message: "a bug of ours" })]);
});

test("answers over HTTP/2 with prior knowledge on the same port", async () => {
  const cloud = await startTestCloud({ plugins: [identityPlugin()] });
  const session = connect(cloud.endpoint);
  const stream = session.request({ ":path": "/_local/health" });
  const health: unknown = JSON.parse(await text(stream));
  session.close();
  expect(health).toMatchObject({ status: "running", endpoint: cloud.endpoint });
});

test("throttles an operation as chaos orders, and names the order under /_local/chaos", async () => {
  const cloud = await startTestCloud({ plugins: [identityPlugin()] });
  const rules = [{ service: "sts", operation: "*", fault: "throttle", times: 1 }];
  const body = JSON.stringify({ seed: 7, rules });
  const put = await fetch(`${cloud.endpoint}/_local/chaos`, { method: "PUT", body });
  expect(await put.json()).toMatchObject({ seed: 7, rules });

  const sts = cloud.client(STSClient);
  await expect(sts.send(new GetCallerIdentityCommand({}))).rejects.toMatchObject({
    name: "ThrottlingException",
  });
  await expect(sts.send(new GetCallerIdentityCommand({}))).resolves.toMatchObject({ Arn: "root" });
});

test("refuses a chaos order that it does not understand", async () => {
  const cloud = await startTestCloud({ plugins: [] });
  const body = JSON.stringify({ rules: [{ service: "s3", operation: "*", fault: "explode" }] });
  const put = await fetch(`${cloud.endpoint}/_local/chaos`, { method: "PUT", body });
  expect(put.status).toBe(400);
});

test.each([-1, 1e300, "soon"])("refuses to advance the clock by %s", async (advanceMs) => {
  const cloud = await startTestCloud({ plugins: [] });
  const body = JSON.stringify({ advanceMs });
  const answer = await fetch(`${cloud.endpoint}/_local/clock`, { method: "POST", body });
  expect(answer.status).toBe(400);
});

test("keeps a log of calls with caller, time and error", async () => {
  const cloud = await startTestCloud({ plugins: [identityPlugin()] });
  await cloud.client(STSClient).send(new GetCallerIdentityCommand({}));
  const response = await fetch(`${cloud.endpoint}/_local/requests`);
  expect(await response.json()).toMatchObject({
    counts: { "sts:GetCallerIdentity": 1 },
    recent: [{ operation: "GetCallerIdentity", caller: "arn:aws:iam::000000000000:root" }],
  });
});

test("lets go of its data when it cannot start, so that it can be started elsewhere", async () => {
  const first = await startTestCloud({ plugins: [identityPlugin()] });
  const port = Number(new URL(first.endpoint).port);
  const dataDir = await mkdtemp(join(tmpdir(), "local-cloud-"));
  const plugins = [identityPlugin()];
  await expect(startCloud({ dataDir, port, plugins })).rejects.toMatchObject({
    code: "EADDRINUSE",
  });
  const second = await startTestCloud({ dataDir, plugins });
  expect(await second.client(STSClient).send(new GetCallerIdentityCommand({}))).toBeDefined();
});

test("stops once, however often it is told to", async () => {
  const dataDir = await mkdtemp(join(tmpdir(), "local-cloud-"));
  onTestFinished(() => rm(dataDir, { recursive: true }));
  const cloud = await startCloud({ dataDir, plugins: [identityPlugin()] });
  const both = Promise.all([cloud.stop(), cloud.stop()]);
  await expect(both).resolves.toEqual([undefined, undefined]);
});
