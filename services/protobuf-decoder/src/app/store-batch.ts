import { InvalidError, UnavailableError } from "@blueprints/lambda-kit/errors";
import { logger } from "@blueprints/lambda-kit/observe";
import type { StreamRecord } from "@blueprints/lambda-kit/stream";
import { planBatch, type DecodingRules, type Rejection } from "../domain/batch-plan.ts";
import { compareSequences } from "../domain/sequence-number.ts";
import { runsToStore } from "../domain/stored-range.ts";
import { forAll } from "./for-all.ts";
import type { Destination, Progress, Shard } from "./ports.ts";

/** What storing a batch needs. */
export interface StoreBatchDeps {
  readonly rules: DecodingRules;
  readonly destination: Destination;
  readonly progress: Progress;
}

/** What became of a batch. */
export interface StoredBatch {
  /** The first record that is not stored yet, so that it and all behind it come again; none when all is done. */
  readonly again: readonly string[];
  /** Messages that were decoded and stored. */
  readonly decoded: number;
  readonly rejections: readonly Rejection[];
}

/**
 * Stores a batch of one shard: decoded messages, and in quarantine what is none. A record that was stored
 * before, be it by an earlier delivery of which the answer was lost, is skipped.
 *
 * Records are stored in runs. A run's objects are named after its first messages, and only when all of them
 * are written is the run noted as stored. Until then every delivery stores a run that begins with that same
 * first record, because its beginning was noted, or with a later one, when those before it are stored or
 * given up. So the same keys are written, with more or fewer records: nothing stays under another name.
 *
 * @throws {InvalidError} `NotOneShard`: the records are not of one shard, each behind the other.
 */
export async function storeBatch(
  deps: StoreBatchDeps,
  records: readonly StreamRecord[],
  signal: AbortSignal,
): Promise<StoredBatch> {
  const [first] = records;
  const last = records.at(-1);
  if (first === undefined || last === undefined) return { again: [], decoded: 0, rejections: [] };
  checkOrder(records);

  const done = { decoded: 0, rejections: new Array<Rejection>() };
  let next = first; // the first record that is not known to be stored
  try {
    const ends = { first: first.sequenceNumber, last: last.sequenceNumber };
    const known = await deps.progress.between(first, ends, signal);
    for (const run of runsToStore(records, known)) {
      let rest = run;
      while (rest[0] !== undefined) {
        next = rest[0];
        const { taken, decoded, rejections } = await storeFirst(deps, rest, signal);
        rest = rest.slice(taken);
        done.decoded += decoded;
        done.rejections.push(...rejections);
      }
    }
    return { again: [], ...done };
  } catch (error) {
    if (!(error instanceof UnavailableError)) throw error;
    logger.warn("batch comes again", { code: error.code, cause: causeOf(error) });
    return { again: [next.sequenceNumber], ...done };
  }
}

/** Stores the first records of a run, as many as memory is meant for. */
async function storeFirst(
  { rules, destination, progress }: StoreBatchDeps,
  run: readonly StreamRecord[],
  signal: AbortSignal,
) {
  const plan = planBatch(run, rules);
  const [first, last] = [run[0], run[plan.taken - 1]];
  if (first === undefined || last === undefined) return plan;
  await progress.begin(first, first.sequenceNumber, signal);
  await forAll(plan.objects, (object) => destination.put(object, signal));
  const range = { first: first.sequenceNumber, last: last.sequenceNumber };
  await progress.add(first, range, signal);
  return plan;
}

function checkOrder(records: readonly StreamRecord[]): void {
  for (const [index, record] of records.entries()) {
    const before = records[index - 1];
    if (before === undefined) continue;
    const isNext = compareSequences(before.sequenceNumber, record.sequenceNumber) < 0;
    if (isNext && isSameShard(before, record)) continue;
    throw new InvalidError("NotOneShard", "the records are not one shard's, in its order");
  }
}

function isSameShard(one: Shard, other: Shard): boolean {
  return one.streamArn === other.streamArn && one.shardId === other.shardId;
}

function causeOf({ cause }: Error): string {
  return cause instanceof Error ? cause.name : "";
}
