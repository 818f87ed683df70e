import { describe, expect, test } from "vitest";
import { violationsOf, type Evidence } from "../soak/promises.ts";
import type { Stored } from "../samples/read-stored.ts";
import type { QuarantinedRecord } from "../src/domain/quarantined-record.ts";

const LINE = '{"id":1}';
const GOOD = { sequenceNumber: "1", data: Buffer.from("good"), line: LINE };
const BAD = { sequenceNumber: "2", data: Buffer.from("bad"), code: "TruncatedMessage" };

function kept(over: Partial<QuarantinedRecord> = {}): QuarantinedRecord {
  return {
    code: "TruncatedMessage",
    reason: "ends at byte 3",
    streamArn: "arn",
    shardId: "shard",
    sequenceNumber: "2",
    subSequenceNumber: 0,
    partitionKey: "p",
    arrivedAt: "2026-01-15T12:00:00.000Z",
    data: Buffer.from("bad").toString("base64"),
    ...over,
  };
}

function aStored(lines: readonly string[], ...quarantined: QuarantinedRecord[]): Stored {
  return {
    messages: new Map(lines.length === 0 ? [] : [["demo/1", lines]]),
    quarantined: new Map(quarantined.map((record, index) => [`quarantine/${index}`, record])),
  };
}

function reasons(stored: Stored, over: Partial<Evidence> = {}): string[] {
  const evidence = { records: [GOOD, BAD], stored, before: stored, deadLetters: 0, ...over };
  return violationsOf(evidence).map(({ reason }) => reason);
}

describe("violationsOf", () => {
  test("finds nothing where every record is where it belongs, once", () => {
    expect(reasons(aStored([LINE], kept()))).toEqual([]);
  });

  test.each([
    ["a lost message", aStored([], kept()), "is stored 0 times"],
    ["a message that is there twice", aStored([LINE, LINE], kept()), "is stored 2 times"],
    ["a lost record", aStored([LINE]), "is in quarantine 0 times"],
    ["a record that is there twice", aStored([LINE], kept(), kept()), "is in quarantine 2 times"],
    [
      "a good record in quarantine",
      aStored([LINE], kept(), kept({ sequenceNumber: "1" })),
      "is in quarantine 1 times",
    ],
    ["another reason", aStored([LINE], kept({ code: "IllegalTag" })), "was rejected as IllegalTag"],
    ["other bytes", aStored([LINE], kept({ data: "" })), "lost bytes"],
    ["a message that nobody sent", aStored([LINE, "{}"], kept()), "holds what was never sent: {}"],
  ])("names %s", (_what, stored, reason) => {
    expect(reasons(stored)).toEqual([reason]);
  });

  test("names what changes when records come again, and dead letters that are left", () => {
    const stored = aStored([LINE], kept());
    const before = { ...stored, messages: new Map([["demo/0", [LINE]]]) };
    expect(reasons(stored, { before, deadLetters: 2 })).toEqual([
      "changed when its records came again",
      "changed when its records came again",
      "2 were not redriven",
    ]);
  });
});
