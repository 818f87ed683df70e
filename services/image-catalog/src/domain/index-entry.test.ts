import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { CatalogImage } from "./catalog-image.ts";
import { anImage } from "../../test/builders.ts";
import { indexEntriesOf, labelTerm, POSITION, wordTerms } from "./index-entry.ts";

function termsOf(image: CatalogImage): string[] {
  return indexEntriesOf(image).map(({ term }) => term);
}

describe("the index", () => {
  test("finds a catalogued image by status, label and word", () => {
    const terms = ["status#CATALOGUED", "label#cat", "text#corner", "text#bakery"];
    expect(termsOf(anImage())).toEqual(terms);
  });

  test.each(["FLAGGED", "REJECTED", "FAILED"] as const)(
    "finds an image that is %s by nothing but its status",
    (status) => {
      expect(termsOf(anImage({ status }))).toEqual([`status#${status}`]);
    },
  );

  test("does not find an image without a result", () => {
    expect(indexEntriesOf(anImage({ status: "PROCESSING" }))).toEqual([]);
    expect(indexEntriesOf(undefined)).toEqual([]);
  });

  test("says a word once, however often and however it is written", () => {
    const text = ["STOP stop", "Stop!", "ＳＴＯＰ"].map((line) => {
      return { text: line, type: "LINE" as const, confidence: 99 };
    });
    expect(termsOf(anImage({ labels: [], text }))).toEqual(["status#CATALOGUED", "text#stop"]);
  });

  test("holds at most 151 lines for an image, with keys that DynamoDB takes", () => {
    const label = fc.record({
      name: fc.string({ maxLength: 100 }),
      confidence: fc.constant(99),
      parents: fc.constant([]),
    });
    const line = fc.record({
      text: fc.string({ unit: "binary", maxLength: 300 }),
      type: fc.constant("LINE" as const),
      confidence: fc.constant(99),
    });
    const arbitrary = fc.record({
      key: fc.string({ minLength: 1, maxLength: 1024 }),
      labels: fc.array(label, { maxLength: 80 }),
      text: fc.array(line, { maxLength: 100 }),
    });
    fc.assert(
      fc.property(arbitrary, (over) => {
        const entries = indexEntriesOf(anImage(over));
        expect(entries.length).toBeLessThanOrEqual(151);
        expect(new Set(entries.map(({ term }) => term)).size).toBe(entries.length);
        for (const { term, position } of entries) {
          expect(Buffer.byteLength(term)).toBeLessThanOrEqual(2048); // hash key; DynamoDB's limit
          expect(position).toMatch(POSITION);
        }
      }),
    );
  });

  test("is never asked for a key that DynamoDB refuses, whatever is looked for", () => {
    const query = fc.string({ unit: "binary", minLength: 1, maxLength: 200 });
    fc.assert(
      fc.property(fc.oneof(query, fc.constant("\uFDFA".repeat(200))), (text) => {
        for (const term of [labelTerm(text), ...wordTerms(text)]) {
          expect(Buffer.byteLength(term)).toBeLessThanOrEqual(2048);
          expect(term.isWellFormed()).toBe(text.isWellFormed());
        }
      }),
    );
  });

  test("finds long words by their beginning", () => {
    const word = "x".repeat(64);
    expect(wordTerms(`${word}yz`)).toEqual([`text#${word}`]);
  });

  test("is asked for what it was told: any case, any spacing around, any punctuation between", () => {
    expect(labelTerm(" ALCOHOLIC Beverages ")).toBe("label#alcoholic beverages");
    expect(wordTerms("  corner, BAKERY… ")).toEqual(["text#corner", "text#bakery"]);
    expect(wordTerms(" -- ")).toEqual([]);
  });
});
