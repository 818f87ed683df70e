import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  CloudFormationClient,
  CreateStackCommand,
  DeleteStackCommand,
  DescribeStacksCommand,
  ListStackResourcesCommand,
  UpdateStackCommand,
} from "@aws-sdk/client-cloudformation";
import { ListQueuesCommand, SQSClient } from "@aws-sdk/client-sqs";
import { beforeEach, expect, onTestFinished, test } from "vitest";
import { cloudformation } from "../src/services/cloudformation/index.ts";
import { iam } from "../src/services/iam/index.ts";
import { sqs } from "../src/services/sqs/index.ts";
import { openStore } from "../src/store/store.ts";
import { startTestCloud } from "../src/testing.ts";
import { settledStack } from "./stack-status.ts";

const MAIN = join(import.meta.dirname, "..", "src", "main.ts");
const STACK = "long-row";
const LENGTH = 80;

let dataDir: string;

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "local-cloud-"));
  return () => rm(dataDir, { recursive: true, force: true, maxRetries: 3 });
});

async function startProcess(): Promise<{ child: ChildProcess; client: CloudFormationClient }> {
  const child = fork(MAIN, ["--port", "0", "--data-dir", dataDir], { silent: true });
  onTestFinished(() => void child.kill("SIGKILL"));
  const [message] = (await once(child, "message")) as [{ ready: string }];
  const client = new CloudFormationClient({
    endpoint: message.ready,
    region: "eu-west-1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    maxAttempts: 1,
  });
  return { child, client };
}

/** Queues that are made one after the other. */
function aRow(delaySeconds: number, more: object = {}): string {
  const queues = Array.from({ length: LENGTH }, (_, index) => [
    `Q${index}`,
    {
      Type: "AWS::SQS::Queue",
      ...(index === 0 ? {} : { DependsOn: `Q${index - 1}` }),
      Properties: { DelaySeconds: delaySeconds },
    },
  ]);
  return JSON.stringify({ Resources: { ...Object.fromEntries(queues), ...more } });
}

/** Kills the process once so many resources have this status. */
async function killAt(
  { child, client }: { child: ChildProcess; client: CloudFormationClient },
  status: string,
  count: number,
): Promise<void> {
  for (;;) {
    const { StackResourceSummaries = [] } = await client.send(
      new ListStackResourcesCommand({ StackName: STACK }),
    );
    const reached = StackResourceSummaries.filter((one) => one.ResourceStatus === status);
    if (reached.length >= count) break;
  }
  const died = once(child, "exit");
  child.kill("SIGKILL");
  await died;
}

/** The stack's status as the dead process left it. */
function statusOnDisk(): string {
  const store = openStore(dataDir);
  const [entry] = store.collection<{ status: string }>("cloudformation.stacks").entries();
  store.close();
  return entry?.[1].status ?? "";
}

async function reopen() {
  const cloud = await startTestCloud({ dataDir, plugins: [cloudformation, iam, sqs] });
  const client = cloud.client(CloudFormationClient);

  return { client, queues: cloud.client(SQSClient) };
}

test("a creation that was killed goes on, and makes nothing twice", async () => {
  const running = await startProcess();
  const input = { StackName: STACK, TemplateBody: aRow(1) };
  await running.client.send(new CreateStackCommand(input));
  await killAt(running, "CREATE_COMPLETE", 10);
  expect(statusOnDisk()).toBe("CREATE_IN_PROGRESS");
  const { client, queues } = await reopen();
  expect((await settledStack(client, STACK)).StackStatus).toBe("CREATE_COMPLETE");
  const { QueueUrls } = await queues.send(new ListQueuesCommand({ MaxResults: 1000 }));
  expect(QueueUrls).toHaveLength(LENGTH);
});

test("an update that was killed goes on, and rolls back when it then fails", async () => {
  const running = await startProcess();
  const input = { StackName: STACK, TemplateBody: aRow(1) };
  await running.client.send(new CreateStackCommand(input));
  await settledStack(running.client, STACK);
  const bad = { Bad: { Type: "AWS::Made::Up", DependsOn: `Q${LENGTH - 1}` } };
  const update = { StackName: STACK, TemplateBody: aRow(2, bad) };
  await running.client.send(new UpdateStackCommand(update));
  await killAt(running, "UPDATE_COMPLETE", 5);
  expect(statusOnDisk()).toBe("UPDATE_IN_PROGRESS");
  const { client } = await reopen();
  expect((await settledStack(client, STACK)).StackStatus).toBe("UPDATE_ROLLBACK_COMPLETE");
});

test("a deletion that was killed goes on to its end", async () => {
  const running = await startProcess();
  const input = { StackName: STACK, TemplateBody: aRow(1) };
  await running.client.send(new CreateStackCommand(input));
  const { StackId = "" } = await settledStack(running.client, STACK);
  await running.client.send(new DeleteStackCommand({ StackName: STACK }));
  const died = once(running.child, "exit");
  running.child.kill("SIGKILL");
  await died;
  expect(statusOnDisk()).toBe("DELETE_IN_PROGRESS");
  const { client, queues } = await reopen();
  expect((await settledStack(client, StackId)).StackStatus).toBe("DELETE_COMPLETE");
  const { QueueUrls } = await queues.send(new ListQueuesCommand({}));
  expect(QueueUrls ?? []).toEqual([]);
  await expect(client.send(new DescribeStacksCommand({ StackName: STACK }))).rejects.toMatchObject({
    message: `Stack with id ${STACK} does not exist`,
  });
});
