import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { startTestCloud, type TestCloud } from "@blueprints/local-cloud/testing";
import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { deploy } from "../../../scripts/soak/deploy.ts";
import { redrive } from "../operations/redrive.ts";
import { Report } from "../src/schemas/report.ts";
import { eventually, openService, type Service } from "./deployed.ts";

let cloud: TestCloud;
let service: Service;

beforeAll(async () => {
  cloud = await startTestCloud({ keep: true, enforcePermissions: true });
  const outputs = await deploy(cloud.endpoint, "address-validator", "test");
  service = openService(cloud.endpoint, outputs);
});

afterAll(() => cloud?.stop());

async function textOf(key: string | undefined): Promise<string> {
  return (await service.read(key ?? "")) ?? "";
}

function searches(): number {
  return cloud.counts()["location:SearchPlaceIndexForText"] ?? 0;
}

test("the sample comes back byte for byte, with what was found behind each row", async () => {
  const sample = await readFile(new URL("../samples/hartford-and-others.csv", import.meta.url));
  const job = await service.validate("hartford-and-others.csv", sample);
  const counts = { ok: 36, noMatch: 2, empty: 1, invalid: 0, error: 0 };
  expect(job).toMatchObject({ status: "COMPLETED", counts, searchesSent: 33 });
  const folder = "processed_data/hartford-and-others";
  const result = await textOf(`${folder}/PROCESSED_DATA_hartford-and-others.csv`);
  const lines = sample.toString().split("\r\n");
  const found = result.split("\r\n");
  expect(found).toHaveLength(lines.length);
  for (const [at, line] of lines.entries()) expect(found[at]?.startsWith(line)).toBe(true);
  expect(found[1]).toBe(
    `${lines[1]},"[-72.67357142857144, 41.76307142857143]",41.76307142857143,-72.67357142857144,` +
      '"550 Main Street, Hartford, CT, 06103, USA",550,Main Street,Hartford,Connecticut,,USA,1,OK',
  );
  const report = Report.parse(JSON.parse(await textOf(job.files?.report)));
  expect(report).toMatchObject({ status: "COMPLETED", counts, rows: 40, blankRows: 1 });
  expect(await textOf(job.files?.errors)).toBe(
    "Row,GeocodeStatus,Reason\n35,NO_MATCH,\n36,NO_MATCH,\n",
  );
  expect(await textOf(job.files?.spreadsheet)).toContain("\"'=HYPERLINK");
});

test("what was found is not asked again for another file", async () => {
  const sample = await readFile(new URL("../samples/hartford-and-others.csv", import.meta.url));
  const before = searches();
  const again = await service.validate("again.csv", sample);
  expect(again).toMatchObject({ status: "COMPLETED", remembered: 31, searchesSent: 2 });
  expect(searches() - before).toBe(2);
});

test("positions are found, whatever the case of the ending and wherever the file lies", async () => {
  const text = "Latitude,Longitude,Price\n41.7668,-72.6742,100\n25.7740,-80.1936,007\nx,y,3\n";
  const keys = ["2026/a b+c%20ü/homes.CSV", "2026/other/homes.CSV"];
  const jobs = await Promise.all(keys.map((key) => service.validate(key, text)));
  expect(new Set(jobs.map(({ name }) => name)).size).toBe(2);
  for (const job of jobs) {
    expect(job).toMatchObject({ status: "COMPLETED", counts: { ok: 2, invalid: 1 } });
    const rows = ((await service.read(job.files?.result ?? "")) ?? "").split("\n");
    expect(rows[0]).toBe(
      "Latitude,Longitude,Price,Points,Zipcode,Label,AddressNumber,Street,Municipality,Region,SubRegion,CountryCode,GeocodeStatus",
    );
    expect(rows[1]).toMatch(
      /^41\.7668,-72\.6742,100,"\[-72\.\d+, 41\.\d+\]",06103,.*Hartford.*,OK$/u,
    );
    expect(rows[2]).toMatch(/^25\.7740,-80\.1936,007,.*Miami.*,OK$/u);
  }
});

test("a file that was uploaded in parts is validated, too", async () => {
  const target = { Bucket: service.outputs["InputBucket"], Key: "parts.csv" };
  const { UploadId } = await service.s3.send(new CreateMultipartUploadCommand(target));
  const Body = "City,State\nHartford,CT\n";
  const part = { ...target, UploadId, PartNumber: 1 };
  const { ETag } = await service.s3.send(new UploadPartCommand({ ...part, Body }));
  const MultipartUpload = { Parts: [{ PartNumber: 1, ETag }] };
  const complete = new CompleteMultipartUploadCommand({ ...target, UploadId, MultipartUpload });
  const { VersionId = "" } = await service.s3.send(complete);
  expect(await service.job("parts.csv", VersionId)).toMatchObject({ status: "COMPLETED" });
});

test("a file that cannot be read is refused with its reason, and nothing is asked", async () => {
  const good = "City,State\nHartford,CT\n";
  await service.validate("refused.csv", good);
  const before = searches();
  const job = await service.validate("refused.csv", 'City,State\n"Hartford,CT\n');
  expect(job).toMatchObject({
    status: "REFUSED",
    reason: expect.stringContaining("BrokenQuoting") as string,
  });
  expect(await service.list("processed_data/refused/")).toEqual([
    "processed_data/refused/REPORT_refused.json",
  ]);
  expect(searches()).toBe(before);
  // The next version may be better.
  expect(await service.validate("refused.csv", good)).toMatchObject({ status: "COMPLETED" });
});

describe("messages that come again", () => {
  test("ask nothing and change nothing", async () => {
    const job = await service.validate("twice.csv", "City,State\nHartford,CT\nnowhere at all,ZZ\n");
    const { name, run } = job;
    const before = { searches: searches(), result: await service.read(job.files?.result ?? "") };
    for (let times = 0; times < 2; times += 1) {
      await service.send("ShardQueue", { kind: "shard", name, run, shard: 0 });
      await service.send("GatherQueue", { kind: "gather", name, run });
    }
    await service.validate("after.csv", "City,State\nHartford,CT\n");
    expect(searches()).toBe(before.searches);
    expect(await service.read(job.files?.result ?? "")).toBe(before.result);
    expect(await service.job("twice.csv", job.source.versionId ?? "")).toEqual(job);
  });

  test("and cannot be read end in the dead letters; what can be read goes back from there", async () => {
    const job = await service.validate("letters.csv", "City,State\nHartford,CT\n");
    const { name, run } = job;
    await service.send("FailedWork", { kind: "gather", name, run });
    await service.send("FailedWork", { kind: "shard", name, run, shard: 0 });
    const { outputs, sqs } = service;
    const lines: string[] = [];
    let count = 0;
    await eventually("two letters that go back", async () => {
      count += await redrive({
        sqs,
        deadLetters: outputs["DeadLetters"] ?? "",
        queues: {
          file: outputs["ScatterQueue"] ?? "",
          shard: outputs["ShardQueue"] ?? "",
          gather: outputs["GatherQueue"] ?? "",
        },
        print: (line) => lines.push(line),
      });
      return count === 2 || undefined;
    });
    expect(lines.sort()).toEqual(["gather: back in its queue", "shard: back in its queue"]);
    // A failure that is told after the fact undoes nothing.
    expect(await service.job("letters.csv", job.source.versionId ?? "")).toEqual(job);
  });
});

function manyRows(file: number): string {
  return Array.from({ length: 60 }, (_, at) => `${file}${at} Quota Street,Hartford,CT`).join("\n");
}

test("several files at once share the quota, and lose no row to it", async () => {
  const startMs = performance.now();
  const jobs = await Promise.all(
    [1, 2, 3].map((file) =>
      service.validate(`at-once-${file}.csv`, `Address,City,State\n${manyRows(file)}\n`),
    ),
  );
  const seconds = (performance.now() - startMs) / 1000;
  for (const job of jobs) expect(job).toMatchObject({ status: "COMPLETED", counts: { ok: 60 } });
  expect(seconds).toBeGreaterThan(180 / 50 - 1.1); // the provider lets a second's worth through at once
  const sent = jobs.reduce((sum, { searchesSent }) => sum + searchesSent, 0);
  process.stdout.write(`3 files of 60: ${seconds.toFixed(1)} s, ${sent - 180} throttled\n`);
});

test("no address, and nothing else of a file, is in the log of any function", async () => {
  const marked = `MarkedStreet-${Date.now()}`;
  const text = `Address,City,State\n1 ${marked},Hartford,CT\n2 ${marked},Nowhere ${marked},ZZ\n`;
  await service.validate("logged.csv", text);
  await service.validate("logged.csv", `${text}"broken ${marked}\n`);
  const as = { kind: "root", accountId: cloud.cloud.config.accountId } as const;
  for (const name of ["scatter", "process", "gather"]) {
    const logGroupName = `/aws/lambda/address-validator-test-${name}`;
    const { events = [] } = await cloud.cloud.call(
      "logs",
      "FilterLogEvents",
      { logGroupName },
      { as },
    );
    const lines = events.map(({ message = "" }) => message).join("\n");
    expect(lines).toContain("invocation ended");
    expect(lines).not.toContain(marked);
    expect(lines).not.toContain("Main Street");
  }
});
