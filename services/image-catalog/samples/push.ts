import { CloudFormationClient, DescribeStacksCommand } from "@aws-sdk/client-cloudformation";
import { DynamoDBClient, GetItemCommand, type AttributeValue } from "@aws-sdk/client-dynamodb";
import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { readFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import * as z from "zod";

/** Where the samples go. */
export interface SampleTarget {
  readonly stage: string;
  readonly print: (line: string) => void;
}

const Expected = z.array(z.object({ file: z.string(), status: z.string() }));
const Labels = z.array(z.object({ Name: z.string(), Confidence: z.number() }));
const Detections = z.array(z.object({ Type: z.string(), DetectedText: z.string() }));

const WAIT_LIMIT_MS = 120_000;
const POLL_MS = 100;
const MAX_SHOWN = 3;

/** One picture and what the catalogue says of it. */
interface Result {
  readonly file: string;
  readonly expected: string;
  readonly status: string;
  readonly labels: string;
  readonly text: string;
  readonly milliseconds: number;
}

/**
 * Uploads the sample pictures to the deployed service and prints what became of each. The region,
 * the endpoint and the credentials come from the environment, as for any AWS client.
 *
 * @returns False when a picture has another status than it deserves.
 */
export async function pushSamples({ stage, print }: SampleTarget): Promise<boolean> {
  const outputs = await stackOutputs(`image-catalog-${stage}`);
  const { IngestionBucket: bucket = "", CatalogTable: table = "" } = outputs;
  const expected = Expected.parse(JSON.parse(await readFile(sample("expected.json"), "utf8")));
  const s3 = new S3Client();
  const results = await Promise.all(
    expected.map(async ({ file, status }): Promise<Result> => {
      const key = `samples/${Date.now()}-${file}`;
      const startedAt = performance.now();
      await s3.send(
        new PutObjectCommand({ Bucket: bucket, Key: key, Body: await readFile(sample(file)) }),
      );
      const row = await waitForRow(table, key);
      const milliseconds = Math.round(performance.now() - startedAt);
      return { file, expected: status, ...describe(row), milliseconds };
    }),
  );
  printTable(results, print);
  print("");
  print(`bucket ${bucket}, table ${table}`);
  print(`API    ${outputs["ApiUrl"] ?? ""}/moderation (POST, IAM-signed)`);
  return results.every((result) => result.status === result.expected);
}

function sample(name: string): URL {
  return new URL(name, import.meta.url);
}

async function stackOutputs(name: string): Promise<Record<string, string>> {
  const cloudFormation = new CloudFormationClient();
  const { Stacks = [] } = await cloudFormation.send(new DescribeStacksCommand({ StackName: name }));
  const outputs = Stacks[0]?.Outputs ?? [];
  return Object.fromEntries(
    outputs.map(({ OutputKey = "", OutputValue = "" }) => [OutputKey, OutputValue]),
  );
}

type Row = Record<string, AttributeValue>;

async function waitForRow(table: string, key: string): Promise<Row> {
  const dynamo = new DynamoDBClient();
  const deadline = performance.now() + WAIT_LIMIT_MS;
  for (;;) {
    const query = new GetItemCommand({
      TableName: table,
      Key: { Id: { S: key } },
      ConsistentRead: true,
    });
    const { Item } = await dynamo.send(query);
    if (Item !== undefined && Item["status"]?.S !== "PROCESSING") return Item;
    if (performance.now() > deadline) return Item ?? { status: { S: "no row" } };
    await sleep(POLL_MS);
  }
}

function describe(row: Row): Pick<Result, "status" | "labels" | "text"> {
  const labels = Labels.parse(JSON.parse(row["detectedObjects"]?.S ?? "[]"))
    .slice(0, MAX_SHOWN)
    .map(({ Name, Confidence }) => `${Name} ${Math.round(Confidence)}`);
  const lines = Detections.parse(JSON.parse(row["detectedText"]?.S ?? "[]"))
    .filter(({ Type }) => Type === "LINE")
    .slice(0, MAX_SHOWN)
    .map(({ DetectedText }) => DetectedText);
  const reason = row["reason"]?.S;
  return {
    status: row["status"]?.S ?? "",
    labels: reason ?? labels.join(", "),
    text: lines.join(" / "),
  };
}

function printTable(results: readonly Result[], print: (line: string) => void): void {
  const rows = [
    ["image", "status", "labels or reason", "text", "ms"],
    ...results.map(({ file, status, expected, labels, text, milliseconds }) => [
      file,
      status === expected ? status : `${status} (expected ${expected})`,
      shorten(labels, 48),
      shorten(text, 48),
      String(milliseconds),
    ]),
  ];
  const widths = rows[0]?.map((_, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  );
  for (const row of rows) {
    print(
      row
        .map((cell, column) => cell.padEnd(widths?.[column] ?? 0))
        .join("  ")
        .trimEnd(),
    );
  }
}

function shorten(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1)}…`;
}
