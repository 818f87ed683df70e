import { LambdaClient, UpdateFunctionConfigurationCommand } from "@aws-sdk/client-lambda";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { GetObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { SetQueueAttributesCommand, SQSClient } from "@aws-sdk/client-sqs";
import type { Soak, SoakReport, SoakSize, Violation } from "../../../scripts/soak/soak.ts";
import type { World } from "../../../scripts/soak/world.ts";
import { redrive } from "../operations/redrive.ts";
import { jobsTable } from "../src/adapters/jobs-table.ts";
import type { Jobs } from "../src/app/ports.ts";
import type { Job } from "../src/domain/job.ts";
import { FAULTS } from "./faults.ts";
import { violationsOf, type Finished } from "./promises.ts";

/** Files in, results out, while services throttle and fail and processes are killed. */
export const soak: Soak = {
  inputs: "files",
  full: { count: 40, crashes: 2, limitMs: 900_000 },
  short: { count: 5, crashes: 1, limitMs: 180_000 },
  run,
};

const ROWS = 60; // of a file; every third address is another file's, too
const FUNCTION_SECONDS = 11;
const HIDDEN_SECONDS = 12; // until a message of a killed function is there again
const SOME_SEARCHES = 60;

async function run(world: World, size: SoakSize): Promise<SoakReport> {
  const { outputs, settings } = world;
  const s3 = new S3Client({ ...settings, maxAttempts: 10 });
  const jobs = jobsTable(
    new DynamoDBClient({ ...settings, maxAttempts: 10 }),
    outputs["JobsTable"] ?? "",
  );
  const names = Array.from({ length: size.count }, (_, file) => `soak-${file}`);
  await beQuick(world);
  await world.misbehave(FAULTS);
  const startedAt = performance.now();
  world.progress(`uploading ${size.count} files of ${ROWS} rows`);
  for (const [file, name] of names.entries()) {
    const put = { Bucket: outputs["InputBucket"], Key: `${name}.csv`, Body: fileText(file) };
    await s3.send(new PutObjectCommand(put));
  }
  const openAtKills: number[] = [];
  for (let crash = 0; crash < size.crashes; crash += 1) {
    await untilSearched(world, SOME_SEARCHES * (crash + 1));
    openAtKills.push((await unfinished(names, jobs)).length);
    world.progress(`kill -9 with ${openAtKills.at(-1)} files under way`);
    await world.crash();
  }
  world.progress("waiting until every file has its result");
  await world.until(size.limitMs, async () => {
    if ((await unfinished(names, jobs)).length > 0) await redriveAll(world);
    return (await unfinished(names, jobs)).length === 0 ? true : undefined;
  });
  const seconds = (performance.now() - startedAt) / 1000;
  await world.misbehave([]);
  const finished = await Promise.all(
    names.map(async (name, file): Promise<Finished> => {
      const job = await jobs.current(name);
      const result =
        job?.files && (await textOf(s3, outputs["DestinationBucket"], job.files.result));
      return { name, text: fileText(file), job, result };
    }),
  );
  await world.readTally();
  return {
    figures: figuresOf(world, finished, { seconds, openAtKills }),
    violations: await allViolations(world, finished),
  };
}

function fileText(file: number): string {
  const rows = Array.from({ length: ROWS }, (_, row) => {
    const number = row % 3 === 0 ? row : (file + 1) * 1000 + row;
    return `${String(row).padStart(3, "0")},"${number} Soak ""Street""",Hartford,CT\r\n`;
  });
  return `Id,Address,City,State\r\n${rows.join("")}`;
}

/** The template's time limits are for AWS: here nobody waits a quarter of an hour for a killed function. */
async function beQuick({ stage, outputs, settings }: World): Promise<void> {
  const lambda = new LambdaClient(settings);
  const sqs = new SQSClient(settings);
  for (const name of ["scatter", "process", "gather"]) {
    const FunctionName = `address-validator-${stage}-${name}`;
    await lambda.send(
      new UpdateFunctionConfigurationCommand({ FunctionName, Timeout: FUNCTION_SECONDS }),
    );
  }
  for (const queue of ["ScatterQueue", "ShardQueue", "GatherQueue", "FailedWork"]) {
    const Attributes = { VisibilityTimeout: String(HIDDEN_SECONDS) };
    await sqs.send(new SetQueueAttributesCommand({ QueueUrl: outputs[queue], Attributes }));
  }
}

async function untilSearched(world: World, wanted: number): Promise<void> {
  await world.until(60_000, async () => {
    await world.readTally();
    return world.calls("location:SearchPlaceIndexForText") >= wanted || undefined;
  });
}

async function unfinished(names: readonly string[], table: Jobs): Promise<readonly string[]> {
  const jobs = await Promise.all(names.map((name) => table.current(name)));
  return names.filter((_, at) => jobs[at]?.status !== "COMPLETED");
}

/** What an operator does about dead letters, over and over. */
async function redriveAll({ outputs, settings }: World): Promise<void> {
  await redrive({
    sqs: new SQSClient({ ...settings, maxAttempts: 10 }),
    deadLetters: outputs["DeadLetters"] ?? "",
    queues: {
      file: outputs["ScatterQueue"] ?? "",
      shard: outputs["ShardQueue"] ?? "",
      gather: outputs["GatherQueue"] ?? "",
    },
    print: () => undefined,
  });
}

async function textOf(s3: S3Client, Bucket: string | undefined, Key: string): Promise<string> {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
  return (await Body?.transformToString()) ?? "";
}

function figuresOf(
  world: World,
  finished: readonly Finished[],
  { seconds, openAtKills }: { seconds: number; openAtKills: readonly number[] },
) {
  const addresses = new Set(finished.flatMap(({ text }) => text.split("\r\n").slice(1, -1)));
  const sum = (of: (job: Job) => number): number =>
    finished.reduce((total, { job }) => total + (job === undefined ? 0 : of(job)), 0);
  const figures = {
    "files, rows": `${finished.length}, ${finished.length * ROWS}`,
    "different rows": addresses.size,
    "searches that arrived": world.calls("location:SearchPlaceIndexForText"),
    "addresses remembered": sum(({ remembered }) => remembered),
    "files under way at each kill -9": openAtKills.join(", "),
    "until every file had its result": `${seconds.toFixed(1)} s`,
  };
  return Object.entries(figures).map(([name, value]) => ({ name, value: String(value) }));
}

async function allViolations(
  world: World,
  finished: readonly Finished[],
): Promise<readonly Violation[]> {
  const letters = await world.messages(world.outputs["DeadLetters"] ?? "");
  const left = letters.map((body) => ({ subject: "dead letters", reason: body.slice(0, 100) }));
  return [...finished.flatMap(violationsOf), ...left];
}
