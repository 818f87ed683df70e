import { connect } from "node:http2";
import { text } from "node:stream/consumers";
import {
  GetRecordsCommand,
  KinesisClient,
  PutRecordCommand,
  PutRecordsCommand,
} from "@aws-sdk/client-kinesis";
import { SmithyRpcV2CborProtocol } from "@smithy/core/cbor";
import { expect, test } from "vitest";
import { bytes, iterator, putAll, read, readTexts, startStream } from "./kinesis-fixtures.ts";

const TARGET = "Kinesis_20131202";
const MIB = 1024 * 1024;

test("a client that speaks CBOR writes and reads what one that speaks JSON does", async () => {
  const { cloud, kinesis } = await startStream();
  const cbor = new KinesisClient({
    endpoint: cloud.endpoint,
    region: "eu-west-1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    maxAttempts: 1,
    protocol: new SmithyRpcV2CborProtocol({ defaultNamespace: "com.amazonaws.kinesis" }),
  });
  const every = Uint8Array.from({ length: 256 }, (_, index) => index);
  await cbor.send(new PutRecordCommand({ StreamName: "events", PartitionKey: "é", Data: every }));
  const [record] = await read(kinesis);
  expect(record?.Data).toEqual(every);
  expect(record?.PartitionKey).toBe("é");
  const [same] = await read(cbor);
  expect({ ...same, Data: Uint8Array.from(same?.Data ?? []) }).toEqual(record);
  await expect(read(cbor, { StreamName: "none" })).rejects.toMatchObject({
    name: "ResourceNotFoundException",
    message: "Stream none under account 000000000000 not found.",
  });
});

/** The headers that every JSON client of Kinesis sends. */
function headersOf(operation: string): Record<string, string> {
  return {
    "content-type": "application/x-amz-json-1.1",
    "x-amz-target": `${TARGET}.${operation}`,
    authorization:
      "AWS4-HMAC-SHA256 Credential=test/20260101/eu-west-1/kinesis/aws4_request, SignedHeaders=host, Signature=0",
  };
}

test("a client over HTTP/1.1 is answered in JSON 1.1", async () => {
  const { cloud, kinesis } = await startStream();
  const Data = Buffer.from("hello").toString("base64");
  const body = JSON.stringify({ StreamName: "events", PartitionKey: "k", Data });
  const headers = headersOf("PutRecord");
  const answer = await fetch(cloud.endpoint, { method: "POST", headers, body });
  expect(answer.headers.get("content-type")).toBe("application/x-amz-json-1.1");
  expect(await answer.json()).toMatchObject({ ShardId: "shardId-000000000000" });
  expect(await readTexts(kinesis)).toEqual(["hello"]);
});

test("many calls share one connection of HTTP/2", async () => {
  const { cloud, kinesis } = await startStream();
  await putAll(kinesis, [["k", "hello"]]);
  const session = connect(cloud.endpoint);
  const list = async (): Promise<unknown> => {
    const request = session.request({
      ":method": "POST",
      ":path": "/",
      ...headersOf("ListShards"),
    });
    request.end(JSON.stringify({ StreamName: "events" }));
    return JSON.parse(await text(request));
  };
  const answers = await Promise.all(Array.from({ length: 20 }, list));
  for (const answer of answers) expect(answer).toMatchObject({ Shards: [{}] });
  session.close();
});

test("a call carries ten mebibytes and no more, in and out", async () => {
  const { kinesis } = await startStream(20);
  const width = 2n ** 128n / 20n;
  const put = (sizes: readonly number[]) =>
    kinesis.send(
      new PutRecordsCommand({
        StreamName: "events",
        Records: sizes.map((size, index) => ({
          PartitionKey: "k",
          ExplicitHashKey: String(BigInt(index) * width),
          Data: new Uint8Array(size - 1).fill(index),
        })),
      }),
    );
  const full = Array.from({ length: 10 }, () => MIB);
  expect((await put(full)).FailedRecordCount).toBe(0);
  await expect(put([...full, 2])).rejects.toMatchObject({ name: "InvalidArgumentException" });
  const records = await read(kinesis, { ShardId: "shardId-000000000009" });
  expect(records[0]?.Data).toEqual(new Uint8Array(MIB - 1).fill(9));
});

test("a call has at most five hundred records", async () => {
  const { kinesis } = await startStream();
  const put = (count: number) =>
    putAll(
      kinesis,
      Array.from({ length: count }, (_, index) => ["k", String(index)] as const),
    );
  expect((await put(500)).FailedRecordCount).toBe(0);
  await expect(put(501)).rejects.toMatchObject({
    name: "ValidationException",
    message: expect.stringContaining("Member must have length less than or equal to 500"),
  });
  const ShardIterator = await iterator(kinesis);
  const { Records } = await kinesis.send(new GetRecordsCommand({ ShardIterator, Limit: 10_000 }));
  expect(Records).toHaveLength(500);
  await expect(
    kinesis.send(new GetRecordsCommand({ ShardIterator, Limit: 10_001 })),
  ).rejects.toMatchObject({ name: "ValidationException" });
});

test("a dry run says that it would have succeeded, and writes nothing", async () => {
  const { kinesis } = await startStream();
  const record = { StreamName: "events", PartitionKey: "k", Data: bytes("x"), DryRun: true };
  await expect(kinesis.send(new PutRecordCommand(record))).rejects.toMatchObject({
    name: "DryRunOperationException",
  });
  expect(await read(kinesis)).toEqual([]);
});
