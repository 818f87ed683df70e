import * as z from "zod/mini";
import type { WindowEnd } from "../app/ports.ts";
import { orderOf } from "../domain/order.ts";
import type { SourceVersion, VideoWindow } from "../domain/video.ts";
import type { Window } from "../domain/windows.ts";
import { fromItem, toItem, type Item } from "./video-row.ts";

const START_DIGITS = 8; // so that the sort key orders windows by time

/** What the sort keys of all windows of a version begin with. */
export function windowParts({ sequencer }: SourceVersion): string {
  return `WINDOW#${orderOf(sequencer)}#`;
}

/** The sort key of a window. */
export function windowPart(source: SourceVersion, start: number): string {
  return `${windowParts(source)}${String(start).padStart(START_DIGITS, "0")}`;
}

/** The key of a window's item. */
export function windowKey(source: SourceVersion, start: number): Item {
  return toItem({ Key: source.key, Part: windowPart(source, start) });
}

/** The attributes of a window that ended. Sizes are one string, which an item of 400 KB has room for. */
export function endAttributes(end: WindowEnd & { readonly at: string }): Item {
  const { state, at: finishedAt } = end;
  if (state === "FAILED") return toItem({ state, finishedAt, reason: end.reason });
  const { gifBytes, gifFrames, frameBytes, renderMs } = end.result;
  const sizes = { gifBytes, gifFrames, frameBytes: frameBytes.join(",") };
  return toItem({ state, finishedAt, ...sizes, renderMs });
}

const EndedRow = z.discriminatedUnion("state", [
  z.object({
    Part: z.string(),
    state: z.literal("DONE"),
    finishedAt: z.string(),
    gifBytes: z.number(),
    gifFrames: z.number(),
    frameBytes: z.string(),
    renderMs: z.number(),
  }),
  z.object({
    Part: z.string(),
    state: z.literal("FAILED"),
    finishedAt: z.string(),
    reason: z.string(),
  }),
]);

/** A window, with what its item says of its end; without an item it is pending. */
export function readWindowItem(window: Window, item: Item | undefined): VideoWindow {
  if (item === undefined) return { ...window, state: "PENDING" };
  const row = z.parse(EndedRow, fromItem(item));
  const { finishedAt } = row;
  if (row.state === "FAILED") return { ...window, state: "FAILED", reason: row.reason, finishedAt };
  const { gifBytes, gifFrames, renderMs } = row;
  const frameBytes = row.frameBytes === "" ? [] : row.frameBytes.split(",").map(Number);
  const result = { gifBytes, gifFrames, frameBytes, renderMs };
  return { ...window, state: "DONE", result, finishedAt };
}
