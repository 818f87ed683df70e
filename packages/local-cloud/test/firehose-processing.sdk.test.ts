import { randomUUID } from "node:crypto";
import type { Processor } from "@aws-sdk/client-firehose";
import { LambdaClient } from "@aws-sdk/client-lambda";
import { ListObjectsV2Command } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startFirehose } from "./firehose-fixtures.ts";
import { createFunction } from "./lambda-fixtures.ts";

let world: Awaited<ReturnType<typeof startFirehose>>;

beforeAll(async () => {
  world = await startFirehose();
});
afterAll(() => world.local.stop());

/** A stream whose records are partitioned by what the processors find. */
function aPartitionedStream(Prefix: string, ...Processors: Processor[]) {
  return world.aStream({
    Prefix,
    BufferingHints: { SizeInMBs: 64, IntervalInSeconds: 60 },
    DynamicPartitioningConfiguration: { Enabled: true },
    ProcessingConfiguration: { Enabled: true, Processors },
  });
}

function processor(
  Type: NonNullable<Processor["Type"]>,
  parameters: Record<string, string> = {},
): Processor {
  const Parameters = Object.entries(parameters).map(([ParameterName, ParameterValue]) => ({
    ParameterName: ParameterName as never,
    ParameterValue,
  }));
  return { Type, Parameters };
}

function extraction(MetadataExtractionQuery: string): Processor {
  return processor("MetadataExtraction", { MetadataExtractionQuery, JsonParsingEngine: "JQ-1.6" });
}

describe("dynamic partitioning", () => {
  test("gives each partition an object of its own, and errors to the error prefix", async () => {
    const { name } = await aPartitionedStream(
      "kind=!{partitionKeyFromQuery:kind}/!{timestamp:yyyy}/",
      extraction("{kind: .detail.type}"),
      processor("AppendDelimiterToRecord"),
    );
    await world.put(
      name,
      { detail: { type: "sale" } },
      { detail: { type: "view" } },
      { detail: { type: "sale", n: 2 } },
      { detail: {} },
      "no JSON",
    );
    await world.advance(60_000);
    const found = (await world.objects(name)).map(([key, text]) => [
      key.split("/").slice(0, 2).join("/"),
      text,
    ]);
    expect(found.slice(1)).toEqual([
      ["kind=sale/2026", '{"detail":{"type":"sale"}}\n{"detail":{"type":"sale","n":2}}\n'],
      ["kind=view/2026", '{"detail":{"type":"view"}}\n'],
    ]);
    const [folder, lines = ""] = found[0]!;
    expect(folder).toBe("error/metadata-extraction-failed");
    const errors = lines
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as object);
    expect(errors).toMatchObject([
      {
        rawData: Buffer.from('{"detail":{}}').toString("base64"),
        errorCode: "DynamicPartitioning.MetadataExtractionFailed",
        errorMessage: "partitionKeys values must not be null or empty",
        attemptsMade: 1,
      },
      { rawData: Buffer.from("no JSON").toString("base64") },
    ]);
  });

  test("finds the records within a record, and no more than 500 partitions at once", async () => {
    const { name } = await aPartitionedStream(
      "!{partitionKeyFromQuery:n}/",
      processor("RecordDeAggregation", { SubRecordType: "JSON" }),
      extraction("{n: .n}"),
    );
    await world.put(name, Array.from({ length: 502 }, (_, n) => JSON.stringify({ n })).join(""));
    await world.advance(60_000);
    const keys = (await world.s3.send(new ListObjectsV2Command({ Bucket: name }))).Contents!.map(
      ({ Key }) => Key!,
    );
    expect(keys).toHaveLength(501);
    const [over] = await world
      .objects(name)
      .then((all) => all.filter(([key]) => key.startsWith("error/")));
    expect(over![0]).toContain("error/active-partition-limit-exceeded/");
    expect(over![1].trim().split("\n")).toHaveLength(2);
  });
});

describe("a transformation", () => {
  test("goes by what the function says of each record", async () => {
    const functionName = `f-${randomUUID().slice(0, 8)}`;
    await createFunction(
      world.local.client(LambdaClient),
      `export const handler = async ({ records }) => ({
        records: records.flatMap(({ recordId, data }) => {
          const { say } = JSON.parse(Buffer.from(data, "base64"));
          if (say === "lost") return [];
          const answer = { recordId, result: say, data, metadata: { partitionKeys: { say } } };
          if (say === "twice") return [{ ...answer, result: "Ok" }, answer];
          if (say === "odd") return [{ ...answer, result: "Ok", data: "%" }];
          return [answer];
        }),
      });`,
      { FunctionName: functionName },
    );
    const LambdaArn = `arn:aws:lambda:eu-west-1:000000000000:function:${functionName}`;
    const { name } = await aPartitionedStream(
      "!{partitionKeyFromLambda:say}/",
      processor("Lambda", { LambdaArn, BufferIntervalInSeconds: "60" }),
    );
    const says = ["Ok", "Dropped", "ProcessingFailed", "lost", "twice", "odd"];
    await world.put(name, ...says.map((say) => ({ say })));
    expect(await world.objects(name)).toEqual([]);
    await world.advance(60_000); // to the function
    await world.advance(60_000); // to the bucket
    const [done, failed, ...others] = await world.objects(name);
    expect(others).toEqual([]);
    expect(done).toEqual([expect.stringMatching(/^Ok\//), '{"say":"Ok"}']);
    expect(failed![0]).toMatch(/^error\/processing-failed\//);
    const errors = failed![1]
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(errors.map(({ errorCode, lambdaARN }) => [errorCode, lambdaARN])).toEqual(
      [
        "ProcessingFailedStatus",
        "MissingRecordId",
        "DuplicatedRecordId",
        "JsonProcessingException",
      ].map((code) => [`Lambda.${code}`, LambdaArn]),
    );
  });

  test("that fails is tried again as often as it may be, and then all its records fail", async () => {
    const LambdaArn = "arn:aws:lambda:eu-west-1:000000000000:function:none";
    const Processors = [processor("Lambda", { LambdaArn, NumberOfRetries: "2" })];
    const { name } = await world.aStream({
      ProcessingConfiguration: { Enabled: true, Processors },
    });
    await world.put(name, "a");
    await world.advance(60_000);
    await world.advance(60_000);
    const [[key, line] = ["", "{}"]] = await world.objects(name);
    expect(key).toMatch(/^error\/processing-failed\//);
    expect(JSON.parse(line)).toMatchObject({
      errorCode: "Lambda.ResourceNotFound",
      attemptsMade: 3,
      rawData: Buffer.from("a").toString("base64"),
    });
  });
});
