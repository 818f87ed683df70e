import { KinesisClient } from "@aws-sdk/client-kinesis";
import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { sampleRecords } from "../samples/demo-message.ts";
import { putRecords } from "../samples/put-records.ts";
import { stackOutputs } from "../samples/stack-outputs.ts";
import { endBadly } from "../../../scripts/end-badly.ts";

const USAGE = `Usage: pnpm --filter protobuf-decoder produce -- [--stage dev] [--count 1000] [--poison 0] [--per-second 500]

Fills the stream with messages of the post's type. Region, endpoint and credentials come from the environment.
  --stage       whose stream; --stream names one directly
  --count       how many messages
  --poison      which share of them no decoder can read, from 0 to 1
  --per-second  how fast; a shard takes 1000
`;
const SECOND_MS = 1000;

const { stream, stage, ...options } = readOptions();
const run = randomUUID();
const client = new KinesisClient({ maxAttempts: 10 });
const name = stream ?? (await stackOutputs(stage).catch(endBadly)).StreamName;
const records = sampleRecords({ ...options, run, time: Math.floor(Date.now() / 1000) });
for (let at = 0; at < records.length; at += options.perSecond) {
  if (at > 0) await sleep(SECOND_MS);
  const second = records.slice(at, at + options.perSecond);
  await putRecords(client, name, second).catch(endBadly);
  process.stdout.write(`${at + second.length} of ${records.length}\n`);
}
const spoilt = records.filter(({ poison }) => poison !== undefined).length;
process.stdout.write(
  `run ${run}: ${records.length} records into ${name}, ${spoilt} of them spoilt\n`,
);

function readOptions() {
  try {
    const { values } = parseArgs({
      args: process.argv.slice(2).filter((arg) => arg !== "--"),
      options: {
        stage: { type: "string", default: "dev" },
        stream: { type: "string" },
        count: { type: "string", default: "1000" },
        poison: { type: "string", default: "0" },
        "per-second": { type: "string", default: "500" },
      },
    });
    return {
      stage: values.stage,
      stream: values.stream,
      count: numberOf("count", values.count, 1_000_000),
      poisonShare: numberOf("poison", values.poison, 1),
      perSecond: numberOf("per-second", values["per-second"], 1_000_000),
    };
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
    process.exit(2);
  }
}

function numberOf(option: string, text: string, max: number): number {
  const number = Number(text);
  const isWhole = option === "poison" || (Number.isSafeInteger(number) && number > 0);
  if (number >= 0 && number <= max && isWhole) return number;
  throw new Error(`--${option} takes a number up to ${max}, not "${text}"`);
}
