import { KinesisClient } from "@aws-sdk/client-kinesis";
import { S3Client } from "@aws-sdk/client-s3";
import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { hourOf } from "../src/domain/object-key.ts";
import { sampleRecords, type SampleRecord } from "./demo-message.ts";
import { putRecords, type Placed } from "./put-records.ts";
import { StoredReader, type Stored } from "./read-stored.ts";
import { stackOutputs } from "./stack-outputs.ts";

/** Where the samples go. */
export interface SampleTarget {
  readonly stage: string;
  readonly print: (line: string) => void;
}

const COUNT = 300;
const POISON_SHARE = 0.04;
const WAIT_LIMIT_MS = 120_000;
const POLL_MS = 250;
const HOUR_MS = 3_600_000;

/**
 * Pushes messages, some of them spoilt, through the deployed service, and prints where to look. The region,
 * the endpoint and the credentials come from the environment, as for any AWS client.
 *
 * @returns False when not every message is stored once, or not every spoilt one is in quarantine.
 */
export async function pushSamples({ stage, print }: SampleTarget): Promise<boolean> {
  const { StreamName, DestinationBucket, QuarantinePrefix } = await stackOutputs(stage);
  const startedAt = Date.now();
  const run = randomUUID();
  const time = Math.floor(startedAt / 1000);
  const records = sampleRecords({ count: COUNT, poisonShare: POISON_SHARE, run, time });
  const places = await putRecords(new KinesisClient({ maxAttempts: 10 }), StreamName, records);

  const reader = new StoredReader(new S3Client(), DestinationBucket);
  const wanted = expectedOf(records, places);
  const found = await untilThere(startedAt, async (prefixes) => {
    return findingsOf(await reader.read(prefixes), { run, wanted });
  });

  print(
    `${COUNT} records into ${StreamName}: ${wanted.ids.size} good, ${wanted.poisoned.size} spoilt`,
  );
  print(`  stored       ${found.lines.length} messages in ${found.keys.length} objects, such as`);
  print(`               s3://${DestinationBucket}/${found.keys[0] ?? ""}`);
  print(`               ${found.lines[0] ?? ""}`);
  print(`  quarantined  ${found.quarantined.size}: ${tally([...found.quarantined.values()])}`);
  print(`               s3://${DestinationBucket}/${QuarantinePrefix}`);
  print(`  after        ${((Date.now() - startedAt) / 1000).toFixed(1)} s`);
  return found.isComplete;
}

/** What has to be there in the end. */
interface Expected {
  /** Ids of the messages. */
  readonly ids: ReadonlySet<number>;
  /** Codes by sequence number. */
  readonly poisoned: ReadonlyMap<string, string>;
}

function expectedOf(records: readonly SampleRecord[], places: readonly Placed[]): Expected {
  const poisoned = records.flatMap(({ poison }, index): [string, string][] =>
    poison === undefined ? [] : [[places[index]?.sequenceNumber ?? "", poison]],
  );
  const ids = records.flatMap(({ message }) => message?.id ?? []);
  return { ids: new Set(ids), poisoned: new Map(poisoned) };
}

interface Findings {
  readonly keys: readonly string[];
  readonly lines: readonly string[];
  /** Codes by sequence number. */
  readonly quarantined: ReadonlyMap<string, string>;
  readonly isComplete: boolean;
}

function findingsOf(
  { messages, quarantined }: Stored,
  { run, wanted }: { run: string; wanted: Expected },
): Findings {
  const own = [...messages].filter(([, lines]) => lines.some((line) => line.includes(run)));
  const lines = own.flatMap(([, all]) => all.filter((line) => line.includes(run)));
  const rejected = [...quarantined.values()]
    .filter(({ sequenceNumber }) => wanted.poisoned.has(sequenceNumber))
    .map(({ sequenceNumber, code }): [string, string] => [sequenceNumber, code]);
  const codes = new Map(rejected);
  const isStored = lines.length === wanted.ids.size;
  const isRejected = [...wanted.poisoned].every(([number, code]) => codes.get(number) === code);
  const keys = own.map(([key]) => key);
  return { keys, lines, quarantined: codes, isComplete: isStored && isRejected };
}

/** Looks again and again, in the hours since the start, until everything is there. */
async function untilThere(
  startedAt: number,
  look: (prefixes: readonly string[]) => Promise<Findings>,
): Promise<Findings> {
  for (;;) {
    const now = Date.now();
    const hours = new Set([startedAt, startedAt + HOUR_MS].map((at) => hourOf(new Date(at))));
    const prefixes = [...hours].flatMap((hour) => [`demo/${hour}/`, `quarantine/${hour}/`]);
    const findings = await look(prefixes);
    if (findings.isComplete || now - startedAt > WAIT_LIMIT_MS) return findings;
    await sleep(POLL_MS);
  }
}

function tally(codes: readonly string[]): string {
  const groups = Map.groupBy(codes, (code) => code);
  return [...groups].map(([code, { length }]) => `${code} ${length}`).join(", ");
}
