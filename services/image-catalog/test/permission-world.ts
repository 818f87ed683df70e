import { DynamoDBClient, GetItemCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { DeleteObjectCommand, HeadObjectCommand, NotFound, S3Client } from "@aws-sdk/client-s3";
import { DescribeExecutionCommand, SFNClient, StartExecutionCommand } from "@aws-sdk/client-sfn";
import { AwsClient } from "aws4fetch";
import { until, untilMessage } from "../../../scripts/permissions/waiting.ts";
import { imageIdOf } from "../src/domain/image-id.ts";
import { thumbnailKey } from "../src/domain/thumbnail.ts";
import { clientSettings, upload, type Outputs, type Row } from "./deployed.ts";

type Queue = "DeadLetters" | "StreamDeadLetters";

/** What the scenarios do with the deployed service, as the account's own root. */
export interface PermissionWorld {
  /** A key that no image has yet. */
  readonly bucket: string;
  newKey(what: string): string;
  upload(key: string, file: string): Promise<void>;
  remove(key: string): Promise<void>;
  /** Starts the workflow by hand; resolves when the execution has ended. */
  startByHand(key: string, signal: AbortSignal): Promise<void>;
  /** Writes a row as the workflow would, of an image that is in the catalogue but not in the bucket. */
  writeRowWithoutImage(key: string): Promise<void>;
  untilRow(key: string, signal: AbortSignal, isIt: (row: Row) => boolean): Promise<void>;
  untilThumbnail(key: string, signal: AbortSignal, is: "there" | "gone"): Promise<void>;
  untilListed(key: string, signal: AbortSignal): Promise<void>;
  untilDeadLetter(queue: Queue, texts: readonly string[], signal: AbortSignal): Promise<void>;
  /**
   * Calls the API.
   *
   * @throws {Error} It answers another status than `status`.
   */
  call(route: string, status: number, body?: unknown): Promise<unknown>;
}

/** Opens the service with these outputs. */
export function openPermissionWorld(
  endpoint: string,
  outputs: Outputs & Readonly<Record<string, string>>,
): PermissionWorld {
  const settings = clientSettings(endpoint);
  const s3 = new S3Client(settings);
  const dynamo = new DynamoDBClient(settings);
  const states = new SFNClient(settings);
  const { region, credentials } = settings;
  const caller = new AwsClient({ ...credentials, service: "execute-api", region, retries: 0 });
  const { IngestionBucket: bucket, CatalogTable: table } = outputs;
  let keys = 0;

  const call: PermissionWorld["call"] = async (route, status, body) => {
    const [method = "", path = ""] = route.split(" ");
    const response = await caller.fetch(`${outputs.ApiUrl}${path}`, {
      method,
      ...(body !== undefined && {
        body: JSON.stringify(body),
        headers: { "content-type": "application/json" },
      }),
    });
    const answer = await response.text();
    if (response.status === status) return JSON.parse(answer) as unknown;
    throw new Error(`${route}: ${response.status} ${answer}`);
  };
  const rowOf = async (key: string): Promise<Row | undefined> => {
    const Key = { Id: { S: key } };
    const get = new GetItemCommand({ TableName: table, Key, ConsistentRead: true });
    return (await dynamo.send(get)).Item;
  };
  const hasThumbnail = async (key: string): Promise<boolean> => {
    const Bucket = outputs["OutputsBucket"];
    try {
      await s3.send(new HeadObjectCommand({ Bucket, Key: thumbnailKey(key) }));
      return true;
    } catch (error) {
      if (error instanceof NotFound) return false;
      throw error;
    }
  };

  return {
    bucket,
    call,
    newKey: (what) => `${what}/${(keys += 1)}.jpg`,
    upload: async (key, file) => void (await upload(s3, bucket, key, file)),
    remove: async (key) =>
      void (await s3.send(new DeleteObjectCommand({ Bucket: bucket, Key: key }))),
    async startByHand(key, signal) {
      const input = JSON.stringify({ bucket, key });
      const stateMachineArn = outputs.CatalogStateMachine;
      const { executionArn } = await states.send(
        new StartExecutionCommand({ stateMachineArn, input }),
      );
      await until("the end of an execution", signal, async () => {
        const { status } = await states.send(new DescribeExecutionCommand({ executionArn }));
        return status === "RUNNING" ? undefined : true;
      });
    },
    async writeRowWithoutImage(key) {
      const now = { S: new Date().toISOString() };
      const Item = { Id: { S: key }, status: { S: "CATALOGUED" }, etag: { S: '"gone"' } };
      const times = { startedAt: now, finishedAt: now };
      await dynamo.send(new PutItemCommand({ TableName: table, Item: { ...Item, ...times } }));
    },
    async untilRow(key, signal, isIt) {
      await until(`the row of ${key}`, signal, async () => {
        const row = await rowOf(key);
        return row !== undefined && isIt(row) ? true : undefined;
      });
    },
    async untilThumbnail(key, signal, is) {
      await until(`${key}'s thumbnail to be ${is}`, signal, async () =>
        (await hasThumbnail(key)) === (is === "there") ? true : undefined,
      );
    },
    async untilListed(key, signal) {
      await until(`${key} among the images`, signal, async () => {
        const page = JSON.stringify(await call("GET /images?limit=100", 200));
        return page.includes(imageIdOf(key)) ? true : undefined;
      });
    },
    untilDeadLetter: (queue, texts, signal) =>
      untilMessage({ endpoint, url: outputs[queue] ?? "" }, texts, signal),
  };
}
