import type { OutgoingEvent } from "@blueprints/lambda-kit/events";
import { planVideo, type PlanDeps } from "../src/app/plan-video.ts";
import type { FailedRun, RenderRequest, WindowRenderer } from "../src/app/ports.ts";
import { recordFailure } from "../src/app/record-failure.ts";
import { renderWindow, type RenderDeps } from "../src/app/render-window.ts";
import { settleVideo } from "../src/app/settle-video.ts";
import type { SourceVersion, VideoFacts } from "../src/domain/video.ts";
import { stillsOf, windowsOf } from "../src/domain/windows.ts";
import { readWindowEvent } from "../src/schemas/window-event.ts";
import { inMemoryOutputs } from "./in-memory-outputs.ts";
import { inMemoryVideos } from "./in-memory-videos.ts";

const FACTS: VideoFacts = { durationSeconds: 65, width: 640, height: 360, codec: "h264" };

/** A version of `reinvent.mp4`; a higher number is newer. */
export function version(number: number, over: Partial<SourceVersion> = {}): SourceVersion {
  const sequencer = `00${number}`;
  return { bucket: "videos", key: "reinvent.mp4", sequencer, versionId: `v${number}`, ...over };
}

/** Files whose content says which window and version they are of. */
function fakeRenderer(): WindowRenderer {
  return {
    async render({ url, startSeconds, lengthSeconds, withStills, folder }: RenderRequest) {
      const [window] = windowsOf(lengthSeconds, 1000);
      const stills = window === undefined || !withStills ? 0 : stillsOf(window);
      const file = (name: string) => {
        const path = `${folder}|${url}|${startSeconds}|${name}`;
        return { path, sizeBytes: path.length };
      };
      return {
        gif: file("gif"),
        gifFrames: lengthSeconds * 10,
        frames: Array.from({ length: stills }, (_, index) => file(String(index + 1))),
      };
    },
  };
}

/** The whole pipeline in memory; a test does by hand what AWS does between its functions. */
export function pipelineWorld(over: { readonly facts?: VideoFacts } = {}) {
  const videos = inMemoryVideos();
  const outputs = inMemoryOutputs();
  const events: OutgoingEvent[] = [];
  const letters: FailedRun[] = [];
  let ms = Date.UTC(2026, 0, 15, 12);
  const now = (): Date => new Date((ms += 1000));
  const settings = { snippetSize: 30, withStills: true, maxDurationSeconds: 100, maxPixels: 1e6 };
  const common = { videos, outputs, now };
  const sources = {
    permitToRead: async ({ versionId }: SourceVersion) => ({ url: `https://s3/${versionId}` }),
  };
  const plan: PlanDeps = {
    ...common,
    sources,
    probe: { probe: async () => over.facts ?? FACTS },
    publisher: { publish: async (more) => void events.push(...more) },
    settings,
  };
  const render: RenderDeps = {
    ...common,
    sources,
    renderer: fakeRenderer(),
    inFolder: (work) => work({ folder: "f", read: async (path) => Buffer.from(path) }),
    elapsed: () => (ms += 10),
  };

  const named = (detailType: string): readonly OutgoingEvent[] =>
    events.filter((event) => event.detailType === detailType);
  return {
    videos,
    outputs,
    events,
    letters,
    deps: { plan, render },
    named,
    created: (source: SourceVersion, deps = plan) => planVideo(deps, { kind: "created", source }),
    deleted: (source: SourceVersion, kind: "deleted" | "versionDeleted" = "deleted") =>
      planVideo(plan, { kind, source }),
    /** Renders what an event asks for. */
    render: (event: OutgoingEvent, deps = render) =>
      renderWindow(deps, readWindowEvent(delivered(event)), new AbortController().signal),
    /** Takes the windows that wait to be rendered off the bus. */
    takeWindows(): readonly OutgoingEvent[] {
      const waiting = named("newVideoCreated");
      events.splice(0, events.length, ...events.filter((event) => !waiting.includes(event)));
      return waiting;
    },
    fail: (event: unknown, reason = "RenderFailed: code 1") =>
      recordFailure(
        { videos, now, settings, deadLetters: { keep: async (run) => void letters.push(run) } },
        { event, reason },
      ),
    settle: (key = "reinvent.mp4", publisher = plan.publisher) =>
      settleVideo({ ...common, publisher }, key),
  };
}

/** An event as EventBridge delivers it. */
export function delivered({ source, detailType, detail }: OutgoingEvent) {
  return { source, "detail-type": detailType, detail: JSON.parse(detail) as unknown };
}
