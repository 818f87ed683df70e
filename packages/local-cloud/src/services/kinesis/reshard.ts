import { evenRanges, type HashRange } from "./hash-ranges.ts";
import { isOpen, type Shard, type Stream } from "./stream.ts";

/** The shards of a stream, as far as resharding is concerned. */
export type Shards = Pick<Stream, "shards" | "nextShard">;

/** Two ranges side by side, the lower one first. */
export function areAdjacent(left: HashRange, right: HashRange): boolean {
  return left.end + 1n === right.start;
}

/** Closes a shard and opens two in its place; `at` is the first hash key of the second one. */
export function splitShard(
  stream: Shards,
  shard: Shard,
  split: { at: bigint; nowMs: number },
): Shards {
  const { start, end } = shard.range;
  const ranges = [
    { start, end: split.at - 1n },
    { start: split.at, end },
  ];
  return replace(stream, { parents: [shard], ranges, nowMs: split.nowMs });
}

/** Closes two adjacent shards and opens one in their place; the first is named as its parent. */
export function mergeShards(
  stream: Shards,
  [left, right]: readonly [Shard, Shard],
  nowMs: number,
): Shards {
  const [lower, upper] = left.range.start < right.range.start ? [left, right] : [right, left];
  const ranges = [{ start: lower.range.start, end: upper.range.end }];
  return replace(stream, { parents: [left, right], ranges, nowMs });
}

/**
 * Makes `count` open shards with ranges of the same width: splits at the new boundaries, then merges
 * what lies between two of them. The shards in between are closed as soon as they are opened.
 */
export function scaleShards(stream: Shards, count: number, nowMs: number): Shards {
  const ranges = evenRanges(count);
  return ranges.reduce(
    (scaled, range) => mergeWithin(scaled, range, nowMs),
    ranges.reduce((cut, { start }) => splitAt(cut, start, nowMs), stream),
  );
}

function splitAt(stream: Shards, at: bigint, nowMs: number): Shards {
  const shard = stream.shards.find(
    (one) => isOpen(one) && one.range.start < at && at <= one.range.end,
  );
  return shard === undefined ? stream : splitShard(stream, shard, { at, nowMs });
}

function mergeWithin(stream: Shards, range: HashRange, nowMs: number): Shards {
  const inside = stream.shards
    .filter((one) => isOpen(one) && range.start <= one.range.start && one.range.end <= range.end)
    .sort((left, right) => (left.range.start < right.range.start ? -1 : 1));
  const [first, second] = inside;
  if (first === undefined || second === undefined) return stream;
  return mergeWithin(mergeShards(stream, [first, second], nowMs), range, nowMs);
}

function replace(
  { shards, nextShard }: Shards,
  change: { parents: readonly Shard[]; ranges: readonly HashRange[]; nowMs: number },
): Shards {
  const { parents, ranges, nowMs } = change;
  // Later than its parents', so that its sequence numbers are all larger than theirs.
  const epoch = Math.max(Math.floor(nowMs / 1000), ...parents.map((one) => one.epoch + 1));
  const children = ranges.map((range, offset) => ({
    index: nextShard + offset,
    range,
    parents: parents.map(({ index }) => index),
    epoch,
    openedAt: nowMs,
  }));
  const kept = shards.map((shard) =>
    parents.includes(shard) ? { ...shard, closedAt: nowMs } : shard,
  );
  return { shards: [...kept, ...children], nextShard: nextShard + children.length };
}
