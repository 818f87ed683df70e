import fc from "fast-check";
import { expect, test } from "vitest";
import { compareSequences, sequenceOf, sortableSequence } from "./sequence-number.ts";

const SEQUENCE = fc.bigInt({ min: 0n, max: 10n ** 128n - 1n }).map(String);

test("texts sort as the sequence numbers they were made of, and give them back", () => {
  fc.assert(
    fc.property(SEQUENCE, SEQUENCE, (a, b) => {
      const [x, y] = [sortableSequence(a), sortableSequence(b)];
      expect(x < y).toBe(compareSequences(a, b) < 0);
      expect(x === y).toBe(compareSequences(a, b) === 0);
      expect(sequenceOf(x)).toBe(a);
    }),
  );
});
