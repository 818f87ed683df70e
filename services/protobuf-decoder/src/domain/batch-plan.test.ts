import type { StreamRecord } from "@blueprints/lambda-kit/stream";
import { describe, expect, test } from "vitest";
import { aDecoder, anAggregate, aRecord, NOON, someRules } from "../../test/builders.ts";
import { planBatch, type BatchPlan } from "./batch-plan.ts";
import type { Framing } from "./framing.ts";
import type { MessageDecoder } from "./message-decoder.ts";
import { bytesOf, QuarantinedRecord } from "./quarantined-record.ts";

const HOUR_MS = 3_600_000;

function texts({ objects }: BatchPlan): Record<string, string> {
  return Object.fromEntries(objects.map(({ key, body }) => [key, Buffer.from(body).toString()]));
}

function aText(index: number, text: string, over: Partial<StreamRecord> = {}): StreamRecord {
  return aRecord(index, { data: Buffer.from(text), ...over });
}

/** A decoder whose messages are as large as their first byte says, in megabytes. */
function megabytes(): MessageDecoder {
  return {
    typeName: "text",
    decodeToJson(bytes, into) {
      const length = (bytes[0] ?? 0) * 1_000_000;
      into.reserve(length);
      into.length += length;
    },
  };
}

const twoTypes: Framing = (data) => {
  return { typeName: data[0] === 0x61 ? "shop.A" : "shop.B", payload: data };
};
const SEQUENCE = aRecord(0).sequenceNumber;
const NAME = `shardId-000000000000-${SEQUENCE}`;

describe("planBatch", () => {
  test("puts messages of one type and hour into one object, named after the first", () => {
    const decoders = new Map(["shop.A", "shop.B"].map((name) => [name, aDecoder(name)]));
    const late = { arrivedAt: new Date(NOON + HOUR_MS) };
    const plan = planBatch(
      [aText(0, "a 0"), aText(1, "b 1"), aText(2, "a 2"), aText(3, "a 3", late)],
      someRules({ framing: twoTypes, decoders }),
    );
    expect(texts(plan)).toEqual({
      [`shop.A/dt=2026-01-15/hh=12/${NAME}.ndjson`]: '"a 0"\n"a 2"\n',
      [`shop.B/dt=2026-01-15/hh=12/shardId-000000000000-${aRecord(1).sequenceNumber}.ndjson`]:
        '"b 1"\n',
      [`shop.A/dt=2026-01-15/hh=13/shardId-000000000000-${aRecord(3).sequenceNumber}.ndjson`]:
        '"a 3"\n',
    });
    expect(plan).toMatchObject({ taken: 4, decoded: 4, rejections: [] });
    expect(plan.objects[0]?.contentType).toBe("application/x-ndjson");
  });

  test("gives each message an object when it is to", () => {
    const plan = planBatch([aText(0, "one"), aText(1, "bad")], someRules({ outputMode: "record" }));
    expect(texts(plan)[`text/dt=2026-01-15/hh=12/${NAME}.json`]).toBe('"one"');
    expect(plan.objects[0]?.contentType).toBe("application/json");
    expect(plan.objects).toHaveLength(2);
  });

  test("keeps a bad record's bytes, reason and origin, and nothing of it among the good ones", () => {
    const data = Buffer.from([0x62, 0x61, 0x64, 0, 0xff]); // "bad", and what is no text
    const plan = planBatch([aText(0, "one"), aRecord(1, { data }), aText(2, "two")], someRules());
    const [good, bad] = plan.objects;
    expect(Buffer.from(good?.body ?? []).toString()).toBe('"one"\n"two"\n');
    const { arrivedAt, sequenceNumber } = aRecord(1);
    expect(bad?.key).toBe(
      `quarantine/dt=2026-01-15/hh=12/shardId-000000000000-${sequenceNumber}.json`,
    );
    const kept = QuarantinedRecord.parse(JSON.parse(Buffer.from(bad?.body ?? []).toString()));
    expect(kept).toMatchObject({
      code: "TruncatedMessage",
      reason: "ends at byte 3",
      streamArn: aRecord(1).streamArn,
      shardId: "shardId-000000000000",
      sequenceNumber,
      subSequenceNumber: 0,
      partitionKey: "p-1",
      arrivedAt: arrivedAt.toISOString(),
    });
    expect(Buffer.from(bytesOf(kept))).toEqual(data);
    expect(plan.rejections).toEqual([
      { record: `shardId-000000000000-${sequenceNumber}`, code: "TruncatedMessage" },
    ]);
  });

  test("takes an aggregate apart, and names its parts", () => {
    const plan = planBatch(
      [aRecord(0, { data: anAggregate(["one", "bad 1", "two"]) })],
      someRules(),
    );
    expect(Object.keys(texts(plan))).toEqual([
      `text/dt=2026-01-15/hh=12/${NAME}.ndjson`,
      `quarantine/dt=2026-01-15/hh=12/${NAME}-1.json`,
    ]);
    expect(plan).toMatchObject({ taken: 1, decoded: 2 });
  });

  test.each([
    ["a broken aggregate", anAggregate(["one"]).fill(0, 4), "BrokenAggregate"],
    [
      "a flood in one aggregate",
      anAggregate(Array.from({ length: 10_001 }, () => "")),
      "AggregateTooLarge",
    ],
  ])("refuses %s as a whole", (_what, data, code) => {
    const plan = planBatch([aRecord(0, { data })], someRules());
    expect(plan.rejections).toEqual([{ record: NAME, code }]);
    expect(plan.decoded).toBe(0);
  });

  test("quarantines what meets a defect of the decoder, and says so", () => {
    const plan = planBatch([aText(0, "defect"), aText(1, "one")], someRules());
    expect(plan.rejections).toEqual([
      { record: NAME, code: "DecoderDefect", defect: expect.any(TypeError) as TypeError },
    ]);
    expect(plan.decoded).toBe(1);
  });

  test("quarantines a type that has no decoder", () => {
    const plan = planBatch([aText(0, "one")], someRules({ decoders: new Map() }));
    expect(plan.rejections).toEqual([{ record: NAME, code: "UnknownType" }]);
  });

  test("takes no more than memory is meant for, but always one record", () => {
    const rules = someRules({ decoders: new Map([["text", megabytes()]]) });
    const large = Array.from({ length: 10 }, (_, index) =>
      aRecord(index, { data: Buffer.from([12]) }),
    );
    expect(planBatch(large, rules).taken).toBe(3);
    const tooLarge = planBatch(
      [aRecord(0, { data: Buffer.from([17]) }), ...large.slice(1, 2)],
      rules,
    );
    expect(tooLarge).toMatchObject({ taken: 2, decoded: 1 });
    expect(tooLarge.rejections).toEqual([{ record: NAME, code: "MessageTooLarge" }]);
  });

  test("stops a message that becomes very much more JSON than it has bytes, before memory ends", () => {
    let written = 0;
    const endless: MessageDecoder = {
      typeName: "text",
      decodeToJson(_, into) {
        for (; written < 1000; written += 1) {
          into.reserve(1_000_000);
          into.length += 1_000_000;
        }
      },
    };
    const rules = someRules({ decoders: new Map([["text", endless]]) });
    const { rejections } = planBatch([aText(0, "one")], rules);
    expect(rejections).toEqual([{ record: NAME, code: "MessageTooLarge" }]);
    expect(written).toBeLessThan(100);
  });

  test("takes no more of an aggregate than memory is meant for, whatever is before it", () => {
    const rules = someRules({ decoders: new Map([["text", megabytes()]]) });
    const bomb = aRecord(1, { data: anAggregate(Array.from({ length: 9 }, () => "\x0c")) });
    const alone = planBatch([bomb], rules);
    expect(alone.decoded).toBe(3);
    expect(alone.rejections.map(({ code }) => code)).toEqual(
      Array.from({ length: 6 }, () => "AggregateTooLarge"),
    );
    const behind = planBatch([aRecord(0, { data: Buffer.from([12]) }), bomb], rules);
    expect(behind).toMatchObject({ taken: 2, decoded: 4, rejections: alone.rejections });
  });

  test("makes the same objects of the same records, and the same keys of more of them", () => {
    const records = [aText(0, "one"), aText(1, "bad"), aText(2, "two")];
    const [once, again] = [planBatch(records, someRules()), planBatch(records, someRules())];
    expect(again).toEqual(once);
    const fewer = planBatch(records.slice(0, 2), someRules());
    expect(Object.keys(texts(fewer))).toEqual(Object.keys(texts(once)));
  });
});
