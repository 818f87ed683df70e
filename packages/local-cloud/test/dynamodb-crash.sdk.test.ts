import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  TransactWriteItemsCommand,
} from "@aws-sdk/client-dynamodb";
import { expect, onTestFinished, test } from "vitest";
import { startTestCloud } from "../src/testing.ts";
import { dynamodb } from "../src/services/dynamodb/index.ts";
import { aKey, createTable } from "./dynamodb-fixtures.ts";

const MAIN = join(import.meta.dirname, "..", "src", "main.ts");

async function startProcess(
  dataDir: string,
): Promise<{ child: ChildProcess; client: DynamoDBClient }> {
  const child = fork(MAIN, ["--port", "0", "--data-dir", dataDir], { silent: true });
  const [message] = (await once(child, "message")) as [{ ready: string }];
  const client = new DynamoDBClient({
    endpoint: message.ready,
    region: "eu-west-1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    maxAttempts: 1,
  });
  return { child, client };
}

/** Writes pairs of items, one transaction each, until the process dies; says how many were answered. */
async function writeUntilDeath(client: DynamoDBClient, onPair: (pair: number) => void) {
  let acknowledged = 0;
  try {
    for (;;) {
      const puts = ["left", "right"].map((sk) => ({
        Put: { TableName: "Orders", Item: aKey(`pair-${acknowledged}`, sk) },
      }));
      await client.send(new TransactWriteItemsCommand({ TransactItems: puts }));
      acknowledged += 1;
      onPair(acknowledged);
    }
  } catch {
    return acknowledged; // the connection broke with the process
  }
}

test("what was acknowledged is there after kill -9, and half transactions are not", async () => {
  const dataDir = await mkdtemp(join(tmpdir(), "local-cloud-"));
  onTestFinished(() => rm(dataDir, { recursive: true, force: true }));
  const { child, client } = await startProcess(dataDir);
  onTestFinished(() => void child.kill("SIGKILL"));
  await createTable(client);
  const died = once(child, "exit");
  const acknowledged = await writeUntilDeath(client, (pair) => {
    if (pair === 50) child.kill("SIGKILL");
  });
  await died;
  expect(acknowledged).toBeGreaterThanOrEqual(50);

  const cloud = await startTestCloud({ dataDir, plugins: [dynamodb] });
  const again = cloud.client(DynamoDBClient);
  const has = async (pk: string, sk: string): Promise<boolean> => {
    const read = new GetItemCommand({ TableName: "Orders", Key: aKey(pk, sk) });
    return (await again.send(read)).Item !== undefined;
  };
  for (let pair = 0; pair < acknowledged; pair += 1) {
    expect(await has(`pair-${pair}`, "left")).toBe(true);
    expect(await has(`pair-${pair}`, "right")).toBe(true);
  }
  const inFlight = `pair-${acknowledged}`;
  expect(await has(inFlight, "left")).toBe(await has(inFlight, "right"));
  await again.send(new PutItemCommand({ TableName: "Orders", Item: aKey("after", "1") }));
});
