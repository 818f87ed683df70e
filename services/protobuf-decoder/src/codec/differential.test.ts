import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readProtoFolder } from "../../codegen/read-proto.ts";
import { outcomeOf } from "../../test/wire/decode.ts";
import { bufbuildJson, protobufjsRefusal } from "../../test/wire/independent.ts";
import { mutated, randomMessage, seeded, type Oddities } from "../../test/wire/random-message.ts";

const MESSAGES = 10_000;
const DEADLINE_MS = 120_000;
const model = readProtoFolder(join(import.meta.dirname, "../../test/proto"));
const types = [...model.declared];

function randomCase(seed: number, oddities: Oddities) {
  const random = seeded(seed);
  const type = types[Math.floor(random() * types.length)]!;
  return { type, bytes: randomMessage(model, type, random, oddities), random };
}

/** Equal, but for the digits that a number of single precision is written with. */
function isSame(ours: unknown, other: unknown): boolean {
  if (typeof ours === "number" && typeof other === "number") {
    // They write all that double precision has of it, we as few digits as lead back to it.
    return Object.is(ours, other) || Object.is(Math.fround(ours), other);
  }
  if (typeof ours !== "object" || typeof other !== "object") return ours === other;
  if (ours === null || other === null) return ours === other;
  const [left, right] = [Object.entries(ours), new Map(Object.entries(other))];
  return (
    Array.isArray(ours) === Array.isArray(other) &&
    left.length === right.size &&
    left.every(([key, value]) => right.has(key) && isSame(value, right.get(key)))
  );
}

type Comparison = "the same JSON" | "foreign" | "no JSON" | "empty Value" | { differ: unknown };

function againstBufbuild(type: string, bytes: Uint8Array): Comparison {
  const ours = outcomeOf(type, bytes);
  if ("refused" in ours && ours.refused.code === "NoJsonValue") return "no JSON";
  let other: unknown;
  try {
    other = bufbuildJson(type, bytes);
  } catch (error) {
    // For protoc a google.protobuf.Value that holds nothing is null.
    return String(error).includes("Value must have a value") ? "empty Value" : { differ: error };
  }
  if ("json" in ours) return isSame(ours.json, other) ? "the same JSON" : { differ: [ours, other] };
  const isForeign = ours.refused.code === "ForeignMessage" && isSame(other, {});
  return isForeign ? "foreign" : { differ: [ours, other] };
}

type Verdicts = "the same verdict" | "named difference" | { differ: unknown };

/**
 * What protobufjs 8.8.1 does otherwise than protoc: it refuses groups within an unknown group, and a tag
 * whose fifth byte holds more than 32 bits; it looks neither at what is in an unknown group nor at
 * how long an unknown varint is. A value without JSON may be met before bytes that are bad.
 */
function againstProtobufjs(type: string, bytes: Uint8Array): Verdicts {
  const ours = outcomeOf(type, bytes);
  const theirProblem = protobufjsRefusal(type, bytes);
  const code = "refused" in ours ? ours.refused.code : "none";
  const isTaken = ["none", "ForeignMessage", "NoJsonValue"].includes(code);
  if (isTaken === (theirProblem === undefined)) return "the same verdict";
  const isNamed =
    theirProblem === undefined
      ? code === "OverlongVarint" || bytes.some((byte) => (byte & 7) === 3)
      : code === "NoJsonValue" || /invalid (?:end group tag|tag encoding)/u.test(theirProblem);
  return isNamed ? "named difference" : { differ: [ours, theirProblem] };
}

describe("decoding", () => {
  test(
    `makes the same JSON of ${MESSAGES} random messages as @bufbuild/protobuf`,
    () => {
      const counts = new Map<unknown, number>();
      fc.assert(
        fc.property(fc.integer(), (seed) => {
          const { type, bytes } = randomCase(seed, { foreignWire: false });
          const comparison = againstBufbuild(type, bytes);
          counts.set(comparison, (counts.get(comparison) ?? 0) + 1);
          expect(comparison).toBeTypeOf("string");
        }),
        { numRuns: MESSAGES },
      );
      expect(counts.get("the same JSON")).toBeGreaterThan(MESSAGES * 0.8);
    },
    DEADLINE_MS,
  );

  test(
    `has the verdict of protobufjs on ${MESSAGES} messages with bytes changed, added and taken away`,
    () => {
      const counts = new Map<unknown, number>();
      fc.assert(
        fc.property(fc.integer(), (seed) => {
          const { type, bytes, random } = randomCase(seed, { foreignWire: true });
          const verdicts = againstProtobufjs(type, mutated(bytes, random));
          counts.set(verdicts, (counts.get(verdicts) ?? 0) + 1);
          expect(verdicts).toBeTypeOf("string");
        }),
        { numRuns: MESSAGES },
      );
      expect(counts.get("the same verdict")).toBeGreaterThan(MESSAGES * 0.96);
    },
    DEADLINE_MS,
  );

  test("takes or refuses any bytes, and no more", () => {
    const property = fc.property(
      fc.constantFrom(...types),
      fc.uint8Array({ maxLength: 60 }),
      (type, bytes) => {
        const outcome = outcomeOf(type, bytes);
        return "json" in outcome || outcome.refused.offset <= bytes.length;
      },
    );
    expect(fc.check(property, { numRuns: MESSAGES })).toMatchObject({ failed: false });
  });
});
