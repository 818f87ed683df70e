import { baseOf } from "../domain/names.ts";
import { orderOf } from "../domain/order.ts";
import type { SourceVersion } from "../domain/video.ts";
import { isSourceEvent, readSourceEvent } from "../schemas/source-event.ts";
import { readWindowEvent } from "../schemas/window-event.ts";
import type { DeadLetters, FailedRun, VideoStore } from "./ports.ts";

/** What recording needs from outside. */
export interface RecordDeps {
  readonly videos: VideoStore;
  readonly deadLetters: DeadLetters;
  readonly now: () => Date;
  readonly settings: { readonly snippetSize: number; readonly withStills: boolean };
}

/**
 * Writes into the table that a window, or the plan of a video, failed for good, and keeps what it was for. In this
 * order: a letter comes twice rather than never.
 *
 * @throws {InvalidError} `NotAWindowEvent`, `NotASourceEvent`: the run was for something else.
 */
export async function recordFailure(
  deps: RecordDeps,
  run: FailedRun,
): Promise<{ readonly windows: number }> {
  const isPlan = isSourceEvent(run.event);
  await (isPlan ? failPlan(deps, run) : failWindow(deps, run));
  await deps.deadLetters.keep(run);
  return { windows: isPlan ? 0 : 1 };
}

async function failWindow(
  { videos, now }: RecordDeps,
  { event, reason }: FailedRun,
): Promise<void> {
  const { source, start } = readWindowEvent(event);
  await videos.endWindow({ source }, { start, at: now().toISOString(), state: "FAILED", reason });
}

async function failPlan(deps: RecordDeps, { event, reason }: FailedRun): Promise<void> {
  const { kind, source } = readSourceEvent(event);
  if (kind !== "created") return;
  const at = deps.now().toISOString();
  const video = await deps.videos.get(source.key);
  if (video !== undefined && isSame(video.source, source)) {
    // Planned, but its windows were not handed out.
    const change = { status: "FAILED", reason, finishedAt: at } as const;
    if (video.status === "RENDERING") await deps.videos.setStatus(video, change);
    return;
  }
  const common = { source, base: baseOf(source.key), ...deps.settings, windowCount: 0 };
  await deps.videos.register({
    ...common,
    status: "FAILED",
    reason,
    createdAt: at,
    finishedAt: at,
  });
}

function isSame(version: SourceVersion, other: SourceVersion): boolean {
  return orderOf(version.sequencer) === orderOf(other.sequencer);
}
