import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import {
  clientSettings,
  deploy,
  eventually,
  rowsOf,
  type Row,
} from "../../../services/image-catalog/test/deployed.ts";
import { Finding, type Looked } from "./vision.ts";

const LIMIT_MS = 600_000;
const EXPECTED_STATUS = "CATALOGUED";

/** Pictures that went through the catalogue, and the time that each of them took. */
export interface Catalogued extends Looked {
  /** From the upload to its final status, seen within 50 ms. */
  readonly eachMs: readonly number[];
}

function textOf(row: Row | undefined, name: string): string {
  return row?.[name]?.S ?? "null";
}

function findingOf(key: string, row: Row | undefined): Finding {
  const status = textOf(row, "status");
  if (status !== EXPECTED_STATUS) throw new Error(`${key} is ${status}: ${textOf(row, "reason")}`);
  return Finding.parse({
    labels: JSON.parse(textOf(row, "detectedObjects")),
    text: JSON.parse(textOf(row, "detectedText")),
  });
}

/** Deploys image-catalog with the real CLI and pushes pictures through it. */
export async function deployCatalogue(endpoint: string) {
  const { IngestionBucket: bucket, CatalogTable: table } = await deploy(endpoint, "bench");
  const s3 = new S3Client(clientSettings(endpoint));
  const dynamo = new DynamoDBClient(clientSettings(endpoint));
  let pushed = 0;
  return {
    async push(pictures: readonly Buffer[]): Promise<Catalogued> {
      pushed += 1;
      const uploads = pictures.map((Body, at) => ({ Key: `bench/${pushed}/${at}.jpg`, Body }));
      const keys = uploads.map(({ Key }) => Key);
      const startedAt = new Map<string, number>();
      const endedAt = new Map<string, number>();
      const begin = performance.now();
      await Promise.all(
        uploads.map(async ({ Key, Body }) => {
          startedAt.set(Key, performance.now());
          await s3.send(new PutObjectCommand({ Bucket: bucket, Key, Body }));
        }),
      );
      const rows = await eventually(
        `a final status for ${keys.length} pictures`,
        async () => {
          const found = await rowsOf(dynamo, table);
          for (const key of keys) {
            const status = found.get(key)?.["status"]?.S ?? "PROCESSING";
            if (status !== "PROCESSING" && !endedAt.has(key)) endedAt.set(key, performance.now());
          }
          return endedAt.size === keys.length ? found : undefined;
        },
        LIMIT_MS,
      );
      return {
        milliseconds: performance.now() - begin,
        found: keys.map((key) => findingOf(key, rows.get(key))),
        eachMs: keys.map((key) => (endedAt.get(key) ?? 0) - (startedAt.get(key) ?? 0)),
      };
    },
    stop(): void {
      s3.destroy();
      dynamo.destroy();
    },
  };
}
