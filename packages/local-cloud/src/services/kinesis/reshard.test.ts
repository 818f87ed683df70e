import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { evenRanges, hashKeyOf, MAX_HASH_KEY, routeByHash } from "./hash-ranges.ts";
import { areAdjacent, mergeShards, scaleShards, splitShard, type Shards } from "./reshard.ts";
import { formatSequence } from "./sequence-number.ts";
import { isOpen, type Shard } from "./stream.ts";

const NOW = Date.UTC(2026, 0, 1);

function aStream(count: number): Shards {
  const shards = evenRanges(count).map((range, index) => ({
    index,
    range,
    parents: [],
    epoch: NOW / 1000,
    openedAt: NOW,
  }));
  return { shards, nextShard: count };
}

function openOf({ shards }: Shards): Shard[] {
  return shards
    .filter(isOpen)
    .sort((left, right) => (left.range.start < right.range.start ? -1 : 1));
}

function expectTiled(stream: Shards): void {
  const open = openOf(stream);
  expect(open[0]?.range.start).toBe(0n);
  expect(open.at(-1)?.range.end).toBe(MAX_HASH_KEY);
  open.slice(1).forEach(({ range }, index) => {
    expect(areAdjacent(open[index]!.range, range)).toBe(true);
  });
}

/** A split, a merge or a change of the number of shards, chosen by numbers between 0 and 1. */
const aChange = fc.record({
  kind: fc.constantFrom("split", "merge", "scale"),
  which: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
  where: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
});
type Change = typeof aChange extends fc.Arbitrary<infer T> ? T : never;

function apply(stream: Shards, { kind, which, where }: Change, nowMs: number): Shards {
  const open = openOf(stream);
  const index = Math.floor(which * open.length);
  const shard = open[index]!;
  const { start, end } = shard.range;
  const neighbour = open[index + 1];
  if (kind === "scale") return scaleShards(stream, 1 + Math.floor(which * 12), nowMs);
  if (kind === "merge" && neighbour !== undefined) {
    return mergeShards(stream, [shard, neighbour], nowMs);
  }
  const at = start + 1n + ((end - start - 1n) * BigInt(Math.floor(where * 1e9))) / 1_000_000_000n;
  return end > start ? splitShard(stream, shard, { at, nowMs }) : stream;
}

const someChanges = fc.array(aChange, { maxLength: 25 });

describe("resharding", () => {
  test("always leaves the open shards side by side over every hash key", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 6 }), someChanges, (count, changes) => {
        let stream = aStream(count);
        for (const change of changes) {
          stream = apply(stream, change, NOW);
          expectTiled(stream);
        }
        expect(new Set(stream.shards.map(({ index }) => index)).size).toBe(stream.nextShard);
      }),
    );
  });

  test("keeps the order of a partition key: its sequence numbers grow from parent to child", () => {
    fc.assert(
      fc.property(someChanges, fc.string(), (changes, partitionKey) => {
        let stream = aStream(2);
        let last = "";
        let before: Shard | undefined;
        let position = 0;
        for (const change of changes) {
          const shard = routeByHash(stream.shards.filter(isOpen))(hashKeyOf(partitionKey));
          position = shard.index === before?.index ? position + 1 : 0;
          const sequence = formatSequence(shard, position);
          expect(sequence > last).toBe(true);
          last = sequence;
          before = shard;
          stream = apply(stream, change, NOW);
        }
      }),
    );
  });

  test("to another number of shards gives ranges of one width", () => {
    fc.assert(
      fc.property(someChanges, fc.integer({ min: 1, max: 20 }), (changes, count) => {
        const odd = changes.reduce((stream, change) => apply(stream, change, NOW), aStream(1));
        const scaled = scaleShards(odd, count, NOW);
        expect(openOf(scaled).map(({ range }) => range)).toEqual(evenRanges(count));
      }),
    );
  });
});
