import { InvalidError } from "@blueprints/lambda-kit/errors";
import type { StreamRecord } from "@blueprints/lambda-kit/stream";
import { createHash, randomUUID } from "node:crypto";
import { sampleRecords } from "../samples/demo-message.ts";
import type { DecodingRules } from "../src/domain/batch-plan.ts";
import { plainFraming } from "../src/domain/framing.ts";
import type { MessageDecoder } from "../src/domain/message-decoder.ts";

export const NOON = Date.UTC(2026, 0, 15, 12);
const FIRST_SEQUENCE = 49_590_338_271_490_256_608_559_692_538_361_571_095_921_575_989_136_588_898n;

/** A record of a shard; `index` says which one. */
export function aRecord(index: number, over: Partial<StreamRecord> = {}): StreamRecord {
  return {
    partitionKey: `p-${index}`,
    sequenceNumber: String(FIRST_SEQUENCE + BigInt(index)),
    shardId: "shardId-000000000000",
    streamArn: "arn:aws:kinesis:eu-west-1:000000000000:stream/messages",
    arrivedAt: new Date(NOON + index),
    data: Buffer.from(`message ${index}`),
    ...over,
  };
}

/** A decoder of texts: "bad …" is no message, "defect …" meets a defect, anything else is JSON text. */
export function aDecoder(typeName = "text"): MessageDecoder {
  return {
    typeName,
    decodeToJson(bytes, into) {
      const text = Buffer.from(bytes).toString();
      if (text.startsWith("defect")) throw new TypeError("cannot read properties of undefined");
      for (const byte of Buffer.from(JSON.stringify(text))) into.byte(byte);
      if (text.startsWith("bad")) throw new InvalidError("TruncatedMessage", "ends at byte 3");
    },
  };
}

/** Rules for streams of texts. */
export function someRules(over: Partial<DecodingRules> = {}): DecodingRules {
  return {
    framing: plainFraming("text"),
    decoders: new Map([["text", aDecoder()]]),
    outputMode: "batch",
    quarantinePrefix: "quarantine/",
    ...over,
  };
}

function field(number: number, value: Uint8Array | string): Buffer {
  const bytes = Buffer.from(value);
  return Buffer.concat([Buffer.from([number * 8 + 2]), lengthOf(bytes), bytes]);
}

function lengthOf({ length }: Uint8Array): Buffer {
  const low = length % 128;
  return Buffer.from(length < 128 ? [low] : [low + 128, Math.floor(length / 128)]);
}

/** An aggregate as the Kinesis Producer Library writes it, of records that share a partition key. */
export function anAggregate(parts: readonly (Uint8Array | string)[]): Buffer {
  const records = parts.map((part) =>
    field(3, Buffer.concat([Buffer.from([8, 0]), field(3, part)])),
  );
  const message = Buffer.concat([field(1, "key"), ...records]);
  const magic = Buffer.from([0xf3, 0x89, 0x9a, 0xc2]);
  return Buffer.concat([magic, message, createHash("md5").update(message).digest()]);
}

/** Sample records of a run of their own, and the lines that they become. */
export function aRun(count: number, poisonShare: number) {
  const run = randomUUID();
  const records = sampleRecords({ count, poisonShare, run, time: 1_641_567_923 });
  const good = records.flatMap(({ message }) => (message === undefined ? [] : [message]));
  return { run, records, wanted: good.map((message) => JSON.stringify(message)).sort() };
}
