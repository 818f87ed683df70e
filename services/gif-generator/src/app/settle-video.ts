import { ConflictError } from "@blueprints/lambda-kit/errors";
import { newEvent, type OutgoingEvent } from "@blueprints/lambda-kit/events";
import {
  lastEndOf,
  manifestOf,
  outputsOf,
  settled,
  startsOfMissing,
  type SettledWindow,
} from "../domain/manifest.ts";
import * as z from "zod/mini";
import { baseOf, manifestKey } from "../domain/names.ts";
import type { Video, VideoFacts } from "../domain/video.ts";
import { Manifest } from "../schemas/manifest.ts";
import { VideoCompleted, VideoFailed, VideoRejected } from "../schemas/video-events.ts";
import { windowEvent } from "../schemas/window-event.ts";
import type { Newest, Outputs, Publisher, VideoStore } from "./ports.ts";

/** What settling needs from outside. */
export interface SettleDeps {
  readonly videos: VideoStore;
  readonly outputs: Outputs;
  readonly publisher: Publisher;
  readonly now: () => Date;
}

/** What was found. */
export type Settled = "waiting" | "reopened" | "settled" | "removed" | "nothing new";

/**
 * Brings a video to its end once no window is pending: the manifest, then the status, then the event. Every step
 * is safe to repeat, and the change that led here comes again until all are done. Changes of one video come one
 * after the other, so no two of these run at once.
 *
 * @throws {EventsNotPublishedError} `EventsNotPublished`.
 */
export async function settleVideo(deps: SettleDeps, key: string): Promise<Settled> {
  const newest = await deps.videos.newest(key);
  if (newest === undefined) return "nothing new";
  if (newest.kind === "deleted") return removeOutputs(deps, key);
  const { video } = newest;
  if (video.status === "COMPLETE" && isAnnounced(newest, video)) return "nothing new";
  if (video.facts === undefined) return endUnrendered(deps, newest);
  const windows = settled(await deps.videos.windows(video));
  if (windows !== undefined) {
    return settleWindows(deps, { newest, video: { ...video, facts: video.facts }, windows });
  }
  return video.status === "FAILED" ? endUnrendered(deps, newest) : "waiting";
}

type Known = Video & { readonly facts: VideoFacts };

async function removeOutputs({ outputs }: SettleDeps, key: string): Promise<Settled> {
  const there = await outputs.list(baseOf(key));
  await outputs.remove([...there.keys()]);
  return "removed";
}

type NewestVideo = Extract<Newest, { kind: "video" }>;

/** What is announced once: a video that fails again, after another try, is news. */
function announcementOf({ status, finishedAt = "" }: Video): string {
  return `${status} ${finishedAt}`;
}

function isAnnounced({ announced }: NewestVideo, video: Video): boolean {
  return announced === announcementOf(video);
}

/** A video that was rejected, or whose plan failed. A rejected one leaves nothing of what it was before. */
async function endUnrendered(deps: SettleDeps, newest: NewestVideo): Promise<Settled> {
  const { video } = newest;
  if (isAnnounced(newest, video)) return "nothing new";
  if (video.status === "REJECTED") await removeOutputs(deps, video.source.key);
  await announce(deps, video, eventOfFailure(video, video.reason));
  return "settled";
}

interface Ending {
  readonly newest: NewestVideo;
  readonly video: Known;
  readonly windows: readonly SettledWindow[];
}

async function settleWindows(deps: SettleDeps, ending: Ending): Promise<Settled> {
  const { newest, video, windows } = ending;
  const failed = windows.find((window) => window.state === "FAILED");
  const ended: Known = {
    ...video,
    status: failed === undefined ? "COMPLETE" : "FAILED",
    finishedAt: lastEndOf(windows),
    ...(failed !== undefined && { reason: failed.reason }),
  };
  if (isAnnounced(newest, ended)) return "nothing new";

  const there = await deps.outputs.list(video.base);
  const missing = startsOfMissing(video.base, windows, there);
  if (missing.length > 0) return reopen(deps, video, missing);

  const manifest = z.parse(Manifest, manifestOf(video, video.facts, windows));
  if (!(await writeManifest(deps, video, manifest))) return "nothing new";
  await deps.outputs.remove(leftovers(ending, there));
  if (!(await deps.videos.setStatus(video, ended))) return "nothing new";
  await announce(deps, ended, eventOf(ended, manifest));
  return "settled";
}

/** What an older, longer version has left. */
function leftovers(
  { video: { base }, windows }: Ending,
  there: ReadonlyMap<string, number>,
): readonly string[] {
  const own = new Set(windows.flatMap((window) => [...outputsOf(base, window).keys()]));
  own.add(manifestKey(base));
  return [...there.keys()].filter((key) => !own.has(key));
}

/** False when the video is overtaken. */
async function writeManifest(deps: SettleDeps, video: Video, manifest: Manifest): Promise<boolean> {
  const bytes = Buffer.from(JSON.stringify(manifest));
  const output = { key: manifestKey(video.base), contentType: "application/json", bytes };
  try {
    await deps.outputs.put(output, video.source, () => isNewest(deps, video));
    return true;
  } catch (error) {
    if (error instanceof ConflictError && error.code === "Overtaken") return false;
    throw error;
  }
}

async function isNewest({ videos }: SettleDeps, { source }: Video): Promise<boolean> {
  return (await videos.get(source.key))?.source.sequencer === source.sequencer;
}

/** Outputs that were removed after their window was done, say by the end of a deletion: they are made again. */
async function reopen(
  { videos, publisher, now }: SettleDeps,
  video: Video,
  starts: readonly number[],
): Promise<Settled> {
  await videos.reopen(video, starts);
  const windows = await videos.windows(video);
  const again = windows.filter(({ start }) => starts.includes(start));
  const tsCreated = now().getTime();
  await publisher.publish(again.map((window) => windowEvent(video, window, tsCreated)));
  return "reopened";
}

async function announce(deps: SettleDeps, video: Video, event: OutgoingEvent): Promise<void> {
  await deps.publisher.publish([event]);
  await deps.videos.markAnnounced(video, announcementOf(video));
}

function whichOf({ source: { bucket, key, sequencer, versionId } }: Video) {
  return { bucket, key, sequencer, ...(versionId !== undefined && { versionId }) };
}

function eventOfFailure(video: Video, reason = ""): OutgoingEvent {
  const { base, status } = video;
  return status === "REJECTED"
    ? newEvent(VideoRejected, { ...whichOf(video), reason })
    : newEvent(VideoFailed, { ...whichOf(video), base, reason });
}

function eventOf(video: Known, { totals }: Manifest): OutgoingEvent {
  const { base, facts, reason, status } = video;
  if (status !== "COMPLETE") return eventOfFailure(video, reason);
  return newEvent(VideoCompleted, {
    ...whichOf(video),
    base,
    manifest: manifestKey(base),
    durationSeconds: facts.durationSeconds,
    gifs: totals.gifs,
    frames: totals.frames,
  });
}
