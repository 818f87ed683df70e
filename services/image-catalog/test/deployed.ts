import { CloudFormationClient, DescribeStacksCommand } from "@aws-sdk/client-cloudformation";
import { ScanCommand, type AttributeValue, type DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { PutObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import { readFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { copyService, type ServiceCopy } from "../../../scripts/serverless/packaging.ts";

const SERVICE = new URL("../", import.meta.url);

/** What the stack promises to callers. */
export interface Outputs {
  readonly IngestionBucket: string;
  readonly OutputsBucket: string;
  readonly CatalogTable: string;
  readonly ModeratorTopic: string;
  readonly CatalogStateMachine: string;
  readonly ApiUrl: string;
  readonly DeadLetters: string;
}

/** Settings for clients of the cloud at `endpoint`. */
export function clientSettings(endpoint: string) {
  const credentials = { accessKeyId: "test", secretAccessKey: "test" };
  return { endpoint, region: "eu-west-1", credentials };
}

const CLI_DEADLINE_MS = 120_000;

/** Runs the real CLI on a copy of the service against `endpoint`; resolves with what it prints. */
export async function sls(service: ServiceCopy, endpoint: string, ...args: string[]) {
  const result = await service.sls(args, CLI_DEADLINE_MS, {
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: "test",
    AWS_SECRET_ACCESS_KEY: "test",
    AWS_REGION: "eu-west-1",
    SLS_AWS_MONITORING_FREQUENCY: "100",
  });
  if (result.exitCode !== 0) throw new Error(`sls ${args.join(" ")} failed:\n${result.output}`);
  return result.output;
}

/** Deploys the service with the real CLI; resolves with the outputs of its stack. */
export async function deploy(endpoint: string, stage: string): Promise<Outputs> {
  // A copy: packaging one folder in two processes at once would mix up their bundles.
  const service = await copyService("image-catalog");
  try {
    await sls(service, endpoint, "deploy", "--stage", stage);
  } finally {
    await service.remove();
  }
  const client = new CloudFormationClient(clientSettings(endpoint));
  const name = `image-catalog-${stage}`;
  const { Stacks = [] } = await client.send(new DescribeStacksCommand({ StackName: name }));
  const outputs = (Stacks[0]?.Outputs ?? []).map(({ OutputKey, OutputValue }) => [
    OutputKey,
    OutputValue,
  ]);
  return Object.fromEntries(outputs) as Outputs;
}

/** A file of the samples. */
export function sample(name: string): Promise<Buffer> {
  return readFile(new URL(`samples/${name}`, SERVICE));
}

/** Uploads a sample under a key. */
export async function upload(s3: S3Client, bucket: string, key: string, file: string) {
  return s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: await sample(file) }));
}

export type Row = Record<string, AttributeValue>;

/** All rows of the catalogue, by key of the image. */
export async function rowsOf(dynamo: DynamoDBClient, table: string): Promise<Map<string, Row>> {
  const { Items = [] } = await dynamo.send(
    new ScanCommand({ TableName: table, ConsistentRead: true }),
  );
  return new Map(Items.map((item) => [item["Id"]?.S ?? "", item]));
}

/** Asks until `ask` has an answer; the pipeline runs in the machine's time. */
export async function eventually<T>(
  what: string,
  ask: () => Promise<T | undefined>,
  limitMs = 60_000,
): Promise<T> {
  const deadline = performance.now() + limitMs;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (performance.now() > deadline) throw new Error(`${what}: not within ${limitMs} ms`);
    await sleep(50);
  }
}

/** The rows of these images, once every one of them has its final status. */
export function finalRows(
  dynamo: DynamoDBClient,
  table: string,
  keys: readonly string[],
): Promise<Map<string, Row>> {
  return eventually(`a final status for ${keys.length} images`, async () => {
    const rows = await rowsOf(dynamo, table);
    const isFinal = (key: string): boolean =>
      rows.has(key) && rows.get(key)?.["status"]?.S !== "PROCESSING";
    return keys.every(isFinal) ? rows : undefined;
  });
}
