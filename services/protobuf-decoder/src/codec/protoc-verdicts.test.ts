import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import * as z from "zod";
import { outcomeOf } from "../../test/wire/decode.ts";

const Verdicts = z.object({
  madeWith: z.string(),
  cases: z.array(
    z.object({
      name: z.string(),
      type: z.string(),
      hex: z.string(),
      verdict: z.enum(["accepted", "refused", "no JSON"]),
      json: z.unknown().optional(),
    }),
  ),
});
const FIXTURE = join(import.meta.dirname, "../../test/fixtures/protoc-verdicts.json");
const { cases, madeWith } = Verdicts.parse(JSON.parse(readFileSync(FIXTURE, "utf8")));

/** Our verdict in protoc's words: it takes a message of nothing but unknown fields for an empty one. */
function verdictOf(type: string, bytes: Uint8Array): { verdict: string; json?: unknown } {
  const outcome = outcomeOf(type, bytes);
  if ("json" in outcome) return { verdict: "accepted", json: outcome.json };
  const { code } = outcome.refused;
  if (code === "ForeignMessage") return { verdict: "accepted", json: {} };
  return { verdict: code === "NoJsonValue" ? "no JSON" : "refused" };
}

describe(`the verdict of ${madeWith}`, () => {
  test.each(cases)("$type: $name", ({ type, hex, verdict, json }) => {
    const expected = json === undefined ? { verdict } : { verdict, json };
    expect(verdictOf(type, Buffer.from(hex, "hex"))).toEqual(expected);
  });

  test("is there for messages that are taken, refused and without JSON", () => {
    const counts = Object.groupBy(cases, ({ verdict }) => verdict);
    expect(counts.accepted?.length).toBeGreaterThan(150);
    expect(counts.refused?.length).toBeGreaterThan(100);
    expect(counts["no JSON"]?.length).toBeGreaterThan(5);
  });
});
