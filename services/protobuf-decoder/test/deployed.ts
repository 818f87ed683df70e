import { KinesisClient } from "@aws-sdk/client-kinesis";
import { S3Client } from "@aws-sdk/client-s3";
import { setTimeout as sleep } from "node:timers/promises";
import { clientSettings } from "../../../scripts/soak/deploy.ts";
import { putRecords, type Outgoing, type Placed } from "../samples/put-records.ts";
import { StoredReader, type Stored } from "../samples/read-stored.ts";

const LIMIT_MS = 60_000;

/** The deployed service, as its callers have it. */
export interface Service {
  put(records: readonly Outgoing[]): Promise<Placed[]>;
  /** Everything in the bucket. */
  stored(): Promise<Stored>;
  /** Looks into the bucket until `isIt`. */
  untilStored(what: string, isIt: (stored: Stored) => boolean): Promise<Stored>;
}

/** Opens the service with these outputs. */
export function openService(endpoint: string, outputs: Readonly<Record<string, string>>): Service {
  const settings = clientSettings(endpoint);
  const kinesis = new KinesisClient(settings);
  const s3 = new S3Client({ ...settings, forcePathStyle: true });
  const reader = new StoredReader(s3, outputs["DestinationBucket"] ?? "");
  const stored = (): Promise<Stored> => reader.read([""]);
  return {
    put: (records) => putRecords(kinesis, outputs["StreamName"] ?? "", records),
    stored,
    untilStored: (what, isIt) =>
      eventually(what, async () => {
        const found = await stored();
        return isIt(found) ? found : undefined;
      }),
  };
}

/** Asks until `ask` has an answer; the service runs in the machine's time. */
export async function eventually<T>(
  what: string,
  ask: () => Promise<T | undefined>,
  limitMs = LIMIT_MS,
): Promise<T> {
  const deadline = performance.now() + limitMs;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (performance.now() > deadline) throw new Error(`${what}: not within ${limitMs} ms`);
    await sleep(50);
  }
}

/** All messages of the bucket, each as often as it is there. */
export function linesOf({ messages }: Stored): string[] {
  return [...messages.values()].flat();
}
