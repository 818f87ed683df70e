import { CloudWatchLogsClient, FilterLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { MergeShardsCommand, SplitShardCommand } from "@aws-sdk/client-kinesis";
import { startTestCloud, type TestCloud } from "@blueprints/local-cloud/testing";
import { randomUUID } from "node:crypto";
import { deflateSync } from "node:zlib";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { copyService } from "../../../scripts/serverless/packaging.ts";
import { deploy } from "../../../scripts/soak/deploy.ts";
import { encodeDemo, POISONS } from "../samples/demo-message.ts";
import { bytesOf } from "../src/domain/quarantined-record.ts";
import { redriveQueue } from "../tools/redrive-queue.ts";
import { aRun, anAggregate } from "./builders.ts";
import { linesOf, ofRun, openService, type Service } from "./deployed.ts";

const CLI_DEADLINE_MS = 60_000;

let cloud: TestCloud;
let service: Service;

beforeAll(async () => {
  cloud = await startTestCloud({ keep: true, enforcePermissions: true });
  const outputs = await deploy(cloud.endpoint, "protobuf-decoder", "test");
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
    const { run, records, wanted } = aRun(200, 0.1);
    const places = await service.put(records);
    const spoilt = records.flatMap((record, index) => {
      const place = places[index];
      return record.poison === undefined || place === undefined ? [] : [{ ...record, place }];
    });
    expect(spoilt).toHaveLength(20);

    const stored = await service.untilStored("all of them", (found) => {
      return ofRun(found, run).length >= wanted.length && found.quarantined.size >= spoilt.length;
    });
    expect(ofRun(stored, run)).toEqual(wanted);
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
    const data = anAggregate([good, POISONS.TruncatedMessage(good), good]);
    const [place] = await service.put([{ partitionKey: "a", data }]);
    const isOfIt = ([key]: readonly [string, unknown]): boolean =>
      key.includes(place?.sequenceNumber ?? "");
    const stored = await service.untilStored("its records", (found) => {
      return ofRun(found, run).length > 0 && [...found.quarantined].some(isOfIt);
    });
    expect(ofRun(stored, run)).toHaveLength(2);
    const kept = [...stored.quarantined].find(isOfIt);
    expect(kept?.[0]).toMatch(/-1\.json$/u);
    expect(kept?.[1]).toMatchObject({ subSequenceNumber: 1, partitionKey: "key" });
  });

  test("may be as large as Kinesis takes", async () => {
    const run = randomUUID();
    const name = "x".repeat(1_000_000 - run.length);
    const records = Array.from({ length: 2 }, (_, id) => {
      return { partitionKey: "large", data: encodeDemo({ id, name: `${run}${name}` }) };
    });
    await service.put(records);
    const stored = await service.untilStored(
      "all of them",
      (found) => ofRun(found, run).length === 2,
    );
    const ids = ofRun(stored, run).map((line) => (JSON.parse(line) as { id: number }).id);
    expect(ids).toEqual([0, 1]);
  });

  test("leaves no word of a message in the log", async () => {
    const secret = `hunter2-${randomUUID()}`;
    const data = encodeDemo({ id: 7, name: secret });
    await service.put([
      { partitionKey: "p", data },
      { partitionKey: "p", data: POISONS.TruncatedMessage(data) },
    ]);
    await service.untilStored("the message", (found) => ofRun(found, secret).length > 0);
    const logGroupName = "/aws/lambda/protobuf-decoder-test-decodeMessages";
    const client = cloud.client(CloudWatchLogsClient);
    let logs = "";
    await service.until("what the function logs", async () => {
      const { events = [] } = await client.send(new FilterLogEventsCommand({ logGroupName }));
      logs = events.map(({ message = "" }) => message).join("\n");
      return logs.includes("records rejected") && logs.includes("invocation ended");
    });
    expect(logs).toContain('"MessagesDecoded"');
    expect(logs).not.toContain(secret);
    expect(logs).not.toContain(Buffer.from(data).toString("base64"));
  });
});

/** What stands before a message and its index. */
function header(compression: number, uuid: string): Buffer {
  return Buffer.from(`030${compression}${uuid.replaceAll("-", "")}`, "hex");
}

describe("a stream whose records have a registry's frame", () => {
  const UUID = "b7b4a7f0-9c96-4e4a-a687-fb5de9ef0c63";
  beforeAll(() =>
    service.configure({ RECORD_FORMAT: "glue", SCHEMA_IDS: JSON.stringify({ [UUID]: "demo" }) }),
  );
  afterAll(() => service.configure({ RECORD_FORMAT: "plain", SCHEMA_IDS: "{}" }));

  test("has its messages decoded, compressed or not, and all else in quarantine", async () => {
    const run = randomUUID();
    const [one, two] = [1, 2].map((id) => {
      return Buffer.concat([Buffer.from([0]), encodeDemo({ id, event: run })]);
    }) as [Buffer, Buffer];
    const places = await service.put(
      [
        Buffer.concat([header(0, UUID), one]),
        Buffer.concat([header(5, UUID), deflateSync(two)]),
        Buffer.concat([header(0, UUID.replace("b", "c")), one]),
        one,
      ].map((data) => ({ partitionKey: "p", data })),
    );
    const stored = await service.untilStored("both", (found) => {
      const last = places[3]?.sequenceNumber ?? "";
      const isKept = [...found.quarantined.keys()].some((key) => key.includes(last));
      return ofRun(found, run).length === 2 && isKept;
    });
    expect(ofRun(stored, run)).toEqual([`{"id":1,"event":"${run}"}`, `{"id":2,"event":"${run}"}`]);
    const codes = places.map(({ sequenceNumber }) => {
      const kept = [...stored.quarantined.values()];
      return kept.find((record) => record.sequenceNumber === sequenceNumber)?.code;
    });
    expect(codes).toEqual([undefined, undefined, "UnknownSchema", "NotGlueFramed"]);
  });
});

test("every record is stored once while stores fail and functions are killed", async () => {
  cloud.cloud.chaos.set([
    { service: "s3", operation: "PutObject", fault: "error", probability: 0.3 },
    { service: "dynamodb", operation: "*", fault: "throttle", probability: 0.3 },
    { service: "lambda", operation: "run", fault: "kill", probability: 0.1, delayMs: 50 },
  ]);
  const { run, records, wanted } = aRun(300, 0.05);
  for (let at = 0; at < records.length; at += 50) await service.put(records.slice(at, at + 50));
  const stored = await service.untilStored("all of them", (found) => {
    return ofRun(found, run).length >= wanted.length;
  });
  expect(cloud.cloud.chaos.read().struck).toBeGreaterThan(0);
  expect(ofRun(stored, run)).toEqual(wanted);
});

test("`sls invoke local` decodes a sample batch with the deployed stores", async () => {
  const copy = await copyService("protobuf-decoder");
  try {
    const args = ["invoke", "local", "-f", "decodeMessages", "-p", "test/fixtures/batch.json"];
    const { exitCode, output } = await copy.sls([...args, "--stage", "test"], CLI_DEADLINE_MS, {
      AWS_ENDPOINT_URL: cloud.endpoint,
      AWS_ACCESS_KEY_ID: "test",
      AWS_SECRET_ACCESS_KEY: "test",
      AWS_REGION: "eu-west-1",
    });
    expect({ exitCode, output }).toEqual({ exitCode: 0, output });
    expect(output).toContain('"batchItemFailures": []');
  } finally {
    await copy.remove();
  }
  const { messages, quarantined } = await service.stored();
  const key = [...messages.keys()].find((name) => name.startsWith("demo/dt=2022-01-07/hh=15/"));
  expect(messages.get(key ?? "")).toEqual([
    '{"id":292,"name":"carl","timevalue":1641567923,"event":"new message"}',
    '{"id":0,"name":""}',
  ]);
  expect([...quarantined.keys()]).toContainEqual(
    expect.stringMatching(/^quarantine\/dt=2022-01-07\/hh=15\//u),
  );
});

describe("a batch that comes again", () => {
  beforeAll(() => service.giveUpAtOnce());

  test("whole, from a checkpoint and in halves is stored once", async () => {
    const { run, records, wanted } = aRun(40, 0.1);
    const places = await service.put(records);
    await service.untilStored("the batch", (found) => ofRun(found, run).length === wanted.length);
    const before = await service.stored();
    const halves = [places.slice(0, 20), places.slice(20)];
    for (const again of [places, places.slice(13), ...halves, places.slice(5, 9)]) {
      expect(await service.deliver(again)).toEqual({ stored: again.length, missing: 0 });
    }
    expect(await service.stored()).toEqual(before);
    expect(ofRun(before, run)).toEqual(wanted);
  });

  test("from its dead letter, after it was given up half-written, is stored once", async () => {
    // The run is begun, and its objects get written, but nothing says so.
    const begun = cloud.counts()["dynamodb:PutItem"] ?? 0;
    cloud.cloud.chaos.set([
      { service: "s3", operation: "PutObject", fault: "delay", delayMs: 3000 },
    ]);
    const lost = aRun(30, 0.1);
    await service.put(lost.records);
    await service.until(
      "the beginning",
      async () => (cloud.counts()["dynamodb:PutItem"] ?? 0) > begun,
    );
    cloud.cloud.chaos.set([{ service: "dynamodb", operation: "PutItem", fault: "error" }]);
    await service.untilDeadLetter();
    cloud.cloud.chaos.set([]);
    const later = aRun(10, 0.1);
    await service.put(later.records);
    await service.untilStored("a later batch", (found) => ofRun(found, later.run).length > 0);

    const { done, left } = await redriveQueue(service.redrive, () => undefined);
    expect(done).toBeGreaterThan(0);
    expect({ left, letters: await service.deadLetters() }).toEqual({ left: 0, letters: 0 });
    const stored = await service.stored();
    expect(ofRun(stored, lost.run)).toEqual(lost.wanted);
    expect(ofRun(stored, later.run)).toEqual(later.wanted);
  });

  test("and fails again keeps its dead letter; so does a letter that nobody can read", async () => {
    cloud.cloud.chaos.set([{ service: "s3", operation: "PutObject", fault: "error" }]);
    const { run, records } = aRun(5, 0);
    await service.put(records);
    await service.untilDeadLetter();
    await service.addDeadLetter("{}");
    const lines: string[] = [];
    const { done, left } = await redriveQueue(service.redrive, (line) => lines.push(line));
    expect({ done, left }).toEqual({ done: 0, left: lines.length });
    expect(lines.join("\n")).toMatch(/not stored from \d+ on/u);
    expect(lines.join("\n")).toMatch(/KinesisBatchInfo/u);
    expect(ofRun(await service.stored(), run)).toEqual([]);
  });
});

test("a dead letter stays whose records have partly left the stream, and says how many", async () => {
  const letter = await service.letterOf(await service.put(aRun(1, 0).records), 3);
  await service.addDeadLetter(JSON.stringify(letter));
  const lines: string[] = [];
  const { done, left } = await redriveQueue(service.redrive, (line) => lines.push(line));
  expect({ done, left }).toEqual({ done: 0, left: 1 });
  expect(lines.at(-1)).toBe("  2 records have left the stream; the dead letter stays");
});

test("every record is stored once while shards are split and merged", async () => {
  const { run, records, wanted } = aRun(240, 0.1);
  const spread = records.map((record, index) => ({ ...record, partitionKey: `p-${index}` }));
  const places = await service.put(spread.slice(0, 80));
  await service.reshard(async (kinesis, StreamName) => {
    const NewStartingHashKey = (2n ** 127n).toString();
    const split = { StreamName, ShardToSplit: "shardId-000000000000", NewStartingHashKey };
    await kinesis.send(new SplitShardCommand(split));
  });
  places.push(...(await service.put(spread.slice(80, 160))));
  await service.reshard(async (kinesis, StreamName) => {
    const [ShardToMerge, AdjacentShardToMerge] = ["shardId-000000000001", "shardId-000000000002"];
    const merge = { StreamName, ShardToMerge, AdjacentShardToMerge };
    await kinesis.send(new MergeShardsCommand(merge));
  });
  places.push(...(await service.put(spread.slice(160))));

  const spoilt = places.filter((_, index) => records[index]?.poison !== undefined);
  const stored = await service.untilStored("all of them", (found) => {
    const kept = new Set([...found.quarantined.values()].map((record) => record.sequenceNumber));
    const isKept = spoilt.every(({ sequenceNumber }) => kept.has(sequenceNumber));
    return isKept && ofRun(found, run).length >= wanted.length;
  });
  expect(new Set(places.map(({ shardId }) => shardId)).size).toBe(4);
  expect(ofRun(stored, run)).toEqual(wanted);
});
