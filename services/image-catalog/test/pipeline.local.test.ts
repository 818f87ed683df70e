import { DynamoDBClient, GetItemCommand } from "@aws-sdk/client-dynamodb";
import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import {
  DescribeExecutionCommand,
  ListExecutionsCommand,
  SFNClient,
  StartExecutionCommand,
} from "@aws-sdk/client-sfn";
import { ConfirmSubscriptionCommand, SNSClient } from "@aws-sdk/client-sns";
import { startTestCloud, type TestCloud } from "@blueprints/local-cloud/testing";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import {
  clientSettings,
  deploy,
  eventually,
  finalRows,
  sample,
  upload,
  type Outputs,
  type Row,
} from "./deployed.ts";

interface Expected {
  readonly file: string;
  readonly status: string;
  readonly labels: readonly string[];
  readonly text: readonly string[];
}

let cloud: TestCloud;
let outputs: Outputs;
let s3: S3Client;
let dynamo: DynamoDBClient;
let states: SFNClient;

beforeAll(async () => {
  cloud = await startTestCloud({ keep: true, enforcePermissions: true });
  outputs = await deploy(cloud.endpoint, "test");
  const settings = clientSettings(cloud.endpoint);
  s3 = new S3Client(settings);
  dynamo = new DynamoDBClient(settings);
  states = new SFNClient(settings);
});

afterAll(() => cloud?.stop());

beforeEach(() => cloud.cloud.chaos.set([]));

async function statusOf(key: string): Promise<string | undefined> {
  const Key = { Id: { S: key } };
  const { Item } = await dynamo.send(
    new GetItemCommand({ TableName: outputs.CatalogTable, Key, ConsistentRead: true }),
  );
  return Item?.["status"]?.S;
}

async function startByHand(input: unknown) {
  const { executionArn } = await states.send(
    new StartExecutionCommand({
      stateMachineArn: outputs.CatalogStateMachine,
      input: JSON.stringify(input),
    }),
  );
  return eventually(`the end of ${executionArn}`, async () => {
    const execution = await states.send(new DescribeExecutionCommand({ executionArn }));
    return execution.status === "RUNNING" ? undefined : execution;
  });
}

function countOf(operation: string): number {
  return cloud.counts()[operation] ?? 0;
}

/** What a row says, in the terms of expected.json. */
function judge({ file, labels, text }: Expected, row: Row = {}) {
  const valueOf = (name: string): string => row[name]?.S ?? "";
  const lacks = (name: string) => (found: string) => !valueOf(name).includes(`"${found}"`);
  return {
    file,
    status: valueOf("status"),
    missing: [...labels.filter(lacks("detectedObjects")), ...text.filter(lacks("detectedText"))],
    hasReason: valueOf("reason") !== "",
    hasTimes: Date.parse(valueOf("finishedAt")) >= Date.parse(valueOf("startedAt")),
  };
}

describe("an uploaded picture", () => {
  test("gets the status, labels and text that it deserves", async () => {
    const expected = JSON.parse((await sample("expected.json")).toString()) as Expected[];
    for (const { file } of expected) {
      await upload(s3, outputs.IngestionBucket, `deserved/${file}`, file);
    }
    const keys = expected.map(({ file }) => `deserved/${file}`);
    const rows = await finalRows(dynamo, outputs.CatalogTable, keys);

    const seen = expected.map((entry) => judge(entry, rows.get(`deserved/${entry.file}`)));
    expect(seen).toEqual(
      expected.map(({ file, status }) => ({
        file,
        status,
        missing: [],
        hasReason: status !== "CATALOGUED",
        hasTimes: true,
      })),
    );
  });

  test.each([
    ["a space, a plus and a percent sign", "odd/a b+c%20d.png"],
    ["an umlaut and an emoji", "odd/größe 📷.png"],
    ["dots that climb", "odd/../../x.png"],
    ["quotes and a dollar", "odd/$.key 'x' \"y\".png"],
  ])("keeps a key with %s as it is", async (_what, key) => {
    await upload(s3, outputs.IngestionBucket, key, "shop-sign.png");
    const rows = await finalRows(dynamo, outputs.CatalogTable, [key]);
    expect(rows.get(key)?.["status"]?.S).toBe("CATALOGUED");
  });

  test("is refused before any paid call when it is no picture by name, type or size", async () => {
    const before = countOf("rekognition:DetectModerationLabels");
    const Bucket = outputs.IngestionBucket;
    const Body = await sample("coffee.jpg");
    await s3.send(new PutObjectCommand({ Bucket, Key: "no/notes.txt", Body }));
    await s3.send(new PutObjectCommand({ Bucket, Key: "no/empty.jpg" }));
    await s3.send(
      new PutObjectCommand({ Bucket, Key: "no/page.jpg", Body, ContentType: "text/html" }),
    );
    const keys = ["no/notes.txt", "no/empty.jpg", "no/page.jpg"];
    const rows = await finalRows(dynamo, outputs.CatalogTable, keys);
    expect(keys.map((key) => rows.get(key)?.["status"]?.S)).toEqual([
      "REJECTED",
      "REJECTED",
      "REJECTED",
    ]);
    expect(countOf("rekognition:DetectModerationLabels")).toBe(before);
  });

  test("is looked at once when its event is delivered three times", async () => {
    const rule = { service: "s3", operation: "deliver", fault: "duplicate", delayMs: 50 } as const;
    cloud.cloud.chaos.set([rule, { ...rule, delayMs: 300 }]);
    const before = countOf("rekognition:DetectModerationLabels");
    await upload(s3, outputs.IngestionBucket, "twice/cat.jpg", "cat.jpg");
    await finalRows(dynamo, outputs.CatalogTable, ["twice/cat.jpg"]);

    const started = await eventually("three executions", async () => {
      const { executions = [] } = await states.send(
        new ListExecutionsCommand({ stateMachineArn: outputs.CatalogStateMachine }),
      );
      const ended = executions.filter(({ status }) => status !== "RUNNING");
      const inputs = await Promise.all(
        ended.map(({ executionArn }) =>
          states.send(new DescribeExecutionCommand({ executionArn })),
        ),
      );
      const ours = inputs.filter(({ input }) => input?.includes("twice/cat.jpg"));
      return ours.length === 3 ? ours : undefined;
    });
    expect(started.map(({ status }) => status)).toEqual(["SUCCEEDED", "SUCCEEDED", "SUCCEEDED"]);
    expect(countOf("rekognition:DetectModerationLabels")).toBe(before + 1);
  });

  test("is not lost among twenty at once", async () => {
    const keys = Array.from({ length: 20 }, (_, index) => `many/${index}.jpg`);
    await Promise.all(keys.map((key) => upload(s3, outputs.IngestionBucket, key, "coffee.jpg")));
    const rows = await finalRows(dynamo, outputs.CatalogTable, keys);
    expect(keys.map((key) => rows.get(key)?.["status"]?.S)).toEqual(keys.map(() => "CATALOGUED"));
  });

  test("is catalogued although Rekognition throttles and fails at first", async () => {
    cloud.cloud.chaos.set([
      { service: "rekognition", operation: "DetectModerationLabels", fault: "throttle", times: 1 },
      { service: "rekognition", operation: "DetectLabels", fault: "error", times: 1 },
      { service: "dynamodb", operation: "UpdateItem", fault: "throttle", times: 1 },
    ]);
    await upload(s3, outputs.IngestionBucket, "throttled/cat.jpg", "cat.jpg");
    const rows = await finalRows(dynamo, outputs.CatalogTable, ["throttled/cat.jpg"]);
    expect(rows.get("throttled/cat.jpg")?.["status"]?.S).toBe("CATALOGUED");
    expect(cloud.cloud.chaos.read().struck).toBe(3);
  });
});

describe("a flagged picture", () => {
  test("is told to a moderator who has confirmed, with the post's payload", async () => {
    const address = "moderator@example.com";
    const invitation = cloud.cloud.inbox.read(address).at(0)?.body ?? "";
    const Token = /Token=([\w-]+)/.exec(invitation)?.[1];
    const sns = new SNSClient(clientSettings(cloud.endpoint));
    await sns.send(new ConfirmSubscriptionCommand({ TopicArn: outputs.ModeratorTopic, Token }));

    const key = "flagged/wine-glass.jpg";
    await upload(s3, outputs.IngestionBucket, key, "wine-glass.jpg");
    const mail = await eventually("a mail", async () =>
      cloud.cloud.inbox.read(address).find(({ body }) => body.includes(key)),
    );
    expect(mail.body).toContain('"moderationResult"');
    expect(mail.body).toContain("Alcohol");
    const rows = await finalRows(dynamo, outputs.CatalogTable, [key]);
    expect(rows.get(key)).toMatchObject({ status: { S: "FLAGGED" } });
    expect(rows.get(key)).not.toHaveProperty("detectedObjects");
  });
});

describe("a start by hand", () => {
  test("catalogues an image of the bucket", async () => {
    await upload(s3, outputs.IngestionBucket, "hand/cat.jpg", "cat.jpg");
    await finalRows(dynamo, outputs.CatalogTable, ["hand/cat.jpg"]);
    const bucket = outputs.IngestionBucket;
    const again = await startByHand({ bucket, key: "hand/cat.jpg" });
    expect(again.status).toBe("SUCCEEDED");
    expect(await statusOf("hand/cat.jpg")).toBe("CATALOGUED");
  });

  test.each([
    ["another bucket", { bucket: "elsewhere", key: "a.jpg" }, "UnknownBucket"],
    ["nothing", {}, "UnknownInput"],
    ["a list", [], "UnknownInput"],
    ["numbers", { bucket: 1, key: 2 }, "UnknownInput"],
  ])("with %s fails by name and writes nothing", async (_what, input, error) => {
    const execution = await startByHand(input);
    expect(execution).toMatchObject({ status: "FAILED", error });
    expect(await statusOf("a.jpg")).toBeUndefined();
  });

  test("with a key that does not exist fails by name", async () => {
    const bucket = outputs.IngestionBucket;
    const execution = await startByHand({ bucket, key: "no-such.jpg" });
    expect(execution).toMatchObject({ status: "FAILED", error: "ObjectNotFound" });
    expect(await statusOf("no-such.jpg")).toBeUndefined();
  });
});
