import { errorKind } from "@blueprints/lambda-kit/errors";
import { assertWithin, type Limits } from "../domain/limits.ts";
import { notAVideo } from "../domain/media-errors.ts";
import { baseOf } from "../domain/names.ts";
import { isOlder } from "../domain/order.ts";
import type { SourceVersion, Video, VideoFacts } from "../domain/video.ts";
import { windowsOf } from "../domain/windows.ts";
import type { SourceEvent } from "../schemas/source-event.ts";
import { windowEvent } from "../schemas/window-event.ts";
import type { Newest, Outputs, Publisher, Sources, VideoProbe, VideoStore } from "./ports.ts";

/** What a plan needs from outside. */
export interface PlanDeps {
  readonly videos: VideoStore;
  readonly sources: Sources;
  readonly probe: VideoProbe;
  readonly outputs: Outputs;
  readonly publisher: Publisher;
  readonly now: () => Date;
  readonly settings: Limits & { readonly snippetSize: number; readonly withStills: boolean };
}

/** How many windows were handed out for rendering. */
export interface Planned {
  readonly windows: number;
}

const NOTHING: Planned = { windows: 0 };

function sourceOf(newest: Newest): SourceVersion {
  return newest.kind === "video" ? newest.video.source : newest.source;
}

/** Whether a video is planned through: then an event that comes twice plans nothing anew. */
function isPlanned({ status, facts }: Video): boolean {
  return status === "REJECTED" || facts !== undefined;
}

/**
 * Plans the newest version of a video, or marks it as deleted. Safe to repeat from wherever it broke off, and
 * in any order: what is older than what the table has is left alone.
 *
 * @throws {UnavailableError} `SourceUnavailable`, `EventsNotPublished`: to be tried again.
 */
export async function planVideo(deps: PlanDeps, { kind, source }: SourceEvent): Promise<Planned> {
  const newest = await deps.videos.newest(source.key);
  if (newest !== undefined && isOlder(source, sourceOf(newest))) return NOTHING;
  if (kind === "deleted" || (kind === "versionDeleted" && isOf(newest, source))) {
    await deps.videos.markDeleted(source); // its outputs go when the table's stream tells of the mark
    return NOTHING;
  }
  if (kind === "versionDeleted") return NOTHING;
  return planVersion(deps, source, newest);
}

/** Whether the version that is gone is the one that the table knows, and not one that was overwritten. */
function isOf(newest: Newest | undefined, { versionId }: SourceVersion): boolean {
  return newest?.kind === "video" && newest.video.source.versionId === versionId;
}

async function planVersion(
  deps: PlanDeps,
  source: SourceVersion,
  newest: Newest | undefined,
): Promise<Planned> {
  const isKnown = newest?.kind === "video" && !isOlder(newest.video.source, source);
  if (isKnown && isPlanned(newest.video)) return handOut(deps, newest.video);

  const video = await assess(deps, source);
  await deps.outputs.removeOlderManifest(video.base, source);
  // Somebody else may have planned this version meanwhile, or a newer one: the table has what holds.
  await deps.videos.register(video);
  const current = await deps.videos.get(source.key);
  const isCurrent = current?.source.sequencer === source.sequencer;
  return isCurrent ? handOut(deps, current) : NOTHING;
}

/** Looks into the file, and decides whether it is rendered. */
async function assess(deps: PlanDeps, source: SourceVersion): Promise<Video> {
  const { snippetSize, withStills } = deps.settings;
  const createdAt = deps.now().toISOString();
  const common = { source, base: baseOf(source.key), snippetSize, withStills, createdAt };
  try {
    const facts = await lookInto(deps, source);
    assertWithin(deps.settings, facts);
    const { length: windowCount } = windowsOf(facts.durationSeconds, snippetSize);
    return { ...common, status: "RENDERING", facts, windowCount };
  } catch (error) {
    if (!(error instanceof Error) || errorKind(error) !== "invalid") throw error;
    const reason = `${error.name}: ${error.message}`;
    return { ...common, status: "REJECTED", reason, windowCount: 0, finishedAt: createdAt };
  }
}

async function lookInto({ sources, probe }: PlanDeps, source: SourceVersion): Promise<VideoFacts> {
  if (source.sizeBytes === 0) throw notAVideo("the file is empty");
  return probe.probe(await sources.permitToRead(source));
}

/** Publishes an event for each window that still waits; a window that failed waits for a person. */
async function handOut({ videos, publisher, now }: PlanDeps, video: Video): Promise<Planned> {
  const windows = await videos.windows(video);
  const pending = windows.filter(({ state }) => state === "PENDING");
  if (pending.length === 0) return NOTHING;
  if (video.status !== "RENDERING") await videos.setStatus(video, { status: "RENDERING" });
  const tsCreated = now().getTime();
  await publisher.publish(pending.map((window) => windowEvent(video, window, tsCreated)));
  return { windows: pending.length };
}
