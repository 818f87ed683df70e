import { CloudWatchLogsClient, FilterLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { startTestCloud, type TestCloud } from "@blueprints/local-cloud/testing";
import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { deploy } from "../../../scripts/soak/deploy.ts";
import { encodeDemo, POISONS, sampleRecords } from "../samples/demo-message.ts";
import { bytesOf } from "../src/domain/quarantined-record.ts";
import { anAggregate } from "./builders.ts";
import { linesOf, openService, type Service } from "./deployed.ts";

let cloud: TestCloud;
let outputs: Readonly<Record<string, string>>;
let service: Service;

beforeAll(async () => {
  cloud = await startTestCloud({ keep: true, enforcePermissions: true });
  outputs = await deploy(cloud.endpoint, "protobuf-decoder", "test");
  service = openService(cloud.endpoint, outputs);
});

afterAll(() => cloud?.stop());

beforeEach(() => cloud.cloud.chaos.set([]));

test("a message of the post becomes JSON in the bucket", async () => {
  const message = { id: 292, name: "carl", timevalue: 1_641_567_923, event: "new message" };
  const [place] = await service.put([{ partitionKey: "p", data: encodeDemo(message) }]);
  const line = JSON.stringify(message);
  const stored = await service.untilStored("the message", (found) => linesOf(found).includes(line));
  const [key = ""] = [...stored.messages].find(([, lines]) => lines.includes(line)) ?? [];
  expect(key).toMatch(/^demo\/dt=\d{4}-\d\d-\d\d\/hh=\d\d\/shardId-000000000000-\d+\.ndjson$/u);
  expect(key).toContain(place?.sequenceNumber);
});

describe("a batch that mixes good and spoilt records", () => {
  test("has every good one stored once and every spoilt one in quarantine, with its bytes", async () => {
    const run = randomUUID();
    const records = sampleRecords({ count: 200, poisonShare: 0.1, run, time: 1_641_567_923 });
    const places = await service.put(records);
    const spoilt = records.flatMap((record, index) => {
      const place = places[index];
      return record.poison === undefined || place === undefined ? [] : [{ ...record, place }];
    });
    const good = records.flatMap(({ message }) => (message === undefined ? [] : [message]));
    expect(spoilt.length).toBe(20);

    const stored = await service.untilStored("all of them", (found) => {
      const lines = linesOf(found).filter((line) => line.includes(run));
      return lines.length >= good.length && found.quarantined.size >= spoilt.length;
    });
    const lines = linesOf(stored).filter((line) => line.includes(run));
    expect(lines.sort()).toEqual(good.map((message) => JSON.stringify(message)).sort());
    const kept = new Map(
      [...stored.quarantined.values()].map((record) => [record.sequenceNumber, record]),
    );
    for (const { place, poison, data, partitionKey } of spoilt) {
      const record = kept.get(place.sequenceNumber);
      expect(record).toMatchObject({ ...place, code: poison, partitionKey });
      expect(record && Buffer.from(bytesOf(record))).toEqual(Buffer.from(data));
    }
  });

  test("may be an aggregate of the producer library", async () => {
    const run = randomUUID();
    const good = encodeDemo({ id: 1, event: run });
    const bad = POISONS.TruncatedMessage(good);
    const data = anAggregate([good, bad, good]);
    const [place] = await service.put([{ partitionKey: "a", data }]);
    const stored = await service.untilStored("its records", (found) =>
      linesOf(found).some((line) => line.includes(run)),
    );
    expect(linesOf(stored).filter((line) => line.includes(run))).toHaveLength(2);
    const kept = [...stored.quarantined].find(([key]) => key.includes(place?.sequenceNumber ?? ""));
    expect(kept?.[0]).toMatch(/-1\.json$/u);
    expect(kept?.[1]).toMatchObject({ subSequenceNumber: 1, partitionKey: "key" });
  });
});

test("messages are kept apart from what the log says", async () => {
  const secret = `hunter2-${randomUUID()}`;
  const data = encodeDemo({ id: 7, name: secret });
  await service.put([
    { partitionKey: "p", data },
    { partitionKey: "p", data: POISONS.TruncatedMessage(data) },
  ]);
  await service.untilStored("the message", (found) =>
    linesOf(found).some((line) => line.includes(secret)),
  );
  const logs = await logText();
  expect(logs).toContain("records rejected");
  expect(logs).not.toContain(secret.slice(0, 30));
  expect(logs).not.toContain(Buffer.from(secret).toString("base64").slice(0, 30));
});

async function logText(): Promise<string> {
  const client = cloud.client(CloudWatchLogsClient);
  const logGroupName = "/aws/lambda/protobuf-decoder-test-decodeMessages";
  const { events = [] } = await client.send(new FilterLogEventsCommand({ logGroupName }));
  return events.map(({ message = "" }) => message).join("\n");
}

describe("when a store fails", () => {
  test("every record is stored once, and the shard goes on", async () => {
    cloud.cloud.chaos.set([
      { service: "s3", operation: "PutObject", fault: "error", probability: 0.3 },
      { service: "dynamodb", operation: "*", fault: "throttle", probability: 0.3 },
      { service: "lambda", operation: "run", fault: "kill", probability: 0.1, delayMs: 50 },
    ]);
    const run = randomUUID();
    const records = sampleRecords({ count: 300, poisonShare: 0.05, run, time: 1 });
    for (let at = 0; at < records.length; at += 50) await service.put(records.slice(at, at + 50));
    const good = records.flatMap(({ message }) => (message === undefined ? [] : [message]));
    const stored = await service.untilStored("all of them", (found) => {
      return linesOf(found).filter((line) => line.includes(run)).length >= good.length;
    });
    expect(cloud.cloud.chaos.read().struck).toBeGreaterThan(0);
    const lines = linesOf(stored).filter((line) => line.includes(run));
    expect(lines.sort()).toEqual(good.map((message) => JSON.stringify(message)).sort());
  });
});
