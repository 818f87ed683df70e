import { SFNClient } from "@aws-sdk/client-sfn";
import type { World } from "../../../scripts/soak/world.ts";
import { readLists, readRows, type CatalogRow } from "./evidence.ts";
import type { CallFunction } from "./functions.ts";
import type { Picture } from "./pictures.ts";
import { countRuns, readRuns } from "./runs.ts";

/** Longer than a duplicate or a reordered event is put off. */
export const QUIET_MS = 4000;
const INDEX_LIMIT_MS = 60_000;
/** A flagged image waits for its decision. */
const UNDER_WAY = new Set(["PROCESSING", "FLAGGED"]);

/** Waits until so many pictures are through; resolves with how many are not. */
export async function untilThrough(
  world: World,
  pictures: readonly Picture[],
  { through, limitMs }: { through: number; limitMs: number },
): Promise<number> {
  let left = pictures.length;
  await world.until(limitMs, async () => {
    left = underWay(await readRows(world), pictures);
    return pictures.length - left >= through ? left : undefined;
  });
  return left;
}

/** Waits until every picture is through, nothing runs, and nothing more has started for a while. */
export async function untilAtRest(
  world: World,
  pictures: readonly Picture[],
  limitMs: number,
): Promise<void> {
  const states = new SFNClient(world.settings);
  const machine = world.outputs["CatalogStateMachine"] ?? "";
  let last = -1;
  let sinceMs = performance.now();
  await world.until(limitMs, async () => {
    const { all, running } = await countRuns(states, machine);
    if (all !== last || running > 0) sinceMs = performance.now();
    last = all;
    if (performance.now() - sinceMs < QUIET_MS) return undefined;
    if (underWay(await readRows(world), pictures) > 0) return undefined;
    const uploads = new Set((await readRuns(states, machine)).map(uploadOf)).size;
    return uploads >= pictures.flatMap(({ contents }) => contents).length ? true : undefined;
  });
}

/** Waits until the lists, which follow the table's stream, have every row under its status. */
export async function untilListed(world: World, call: CallFunction): Promise<void> {
  const rows = await readRows(world);
  await world.until(INDEX_LIMIT_MS, async () => {
    const lists = await readLists(call);
    const listed = [...lists].flatMap(([status, keys]) => keys.map((key) => ({ status, key })));
    const isRight = listed.every(({ status, key }) => rows.get(key)?.status === status);
    return isRight && listed.length === rows.size ? true : undefined;
  });
}

function underWay(rows: ReadonlyMap<string, CatalogRow>, pictures: readonly Picture[]): number {
  return pictures.filter(({ key }) => UNDER_WAY.has(rows.get(key)?.status ?? "PROCESSING")).length;
}

function uploadOf({ key, sequencer }: { key: string; sequencer: string }): string {
  return `${key} ${sequencer}`;
}
