import type { Newest, VideoStore } from "../src/app/ports.ts";
import { isOlder, orderOf } from "../src/domain/order.ts";
import type { SourceVersion, Video, VideoWindow } from "../src/domain/video.ts";
import { windowsOf, type Window } from "../src/domain/windows.ts";

function sourceOf(newest: Newest): SourceVersion {
  return newest.kind === "video" ? newest.video.source : newest.source;
}

function windowsIn({ facts, snippetSize }: Video): readonly Window[] {
  return facts === undefined ? [] : windowsOf(facts.durationSeconds, snippetSize);
}

function idOf({ key, sequencer }: SourceVersion, start: number): string {
  return JSON.stringify([key, orderOf(sequencer), start]);
}

/** The table of videos, as its contract has it, in memory. */
export function inMemoryVideos(): VideoStore {
  const newest = new Map<string, Newest>();
  const ended = new Map<string, VideoWindow>();
  const windowOf = (video: Video, window: Window): VideoWindow => ({
    ...window,
    ...(ended.get(idOf(video.source, window.start)) ?? { state: "PENDING" }),
  });

  const isFree = (source: SourceVersion): boolean => {
    const there = newest.get(source.key);
    return there === undefined || isOlder(sourceOf(there), source);
  };
  const change = (
    video: Video,
    update: (there: Extract<Newest, { kind: "video" }>) => Newest,
  ): boolean => {
    const there = newest.get(video.source.key);
    if (there?.kind !== "video") return false;
    if (orderOf(there.video.source.sequencer) !== orderOf(video.source.sequencer)) return false;
    newest.set(video.source.key, update(there));
    return true;
  };

  return {
    newest: async (key) => newest.get(key),
    async get(key) {
      const there = newest.get(key);
      return there?.kind === "video" ? there.video : undefined;
    },
    async window(video, start) {
      const window = windowsIn(video).find((each) => each.start === start);
      return window && windowOf(video, window);
    },
    windows: async (video) => windowsIn(video).map((window) => windowOf(video, window)),
    async page({ limit, after }) {
      const videos = [...newest.values()]
        .flatMap((there) => (there.kind === "video" ? [there.video] : []))
        .toSorted((a, b) => (a.createdAt < b.createdAt ? 1 : -1));
      const from = after === undefined ? 0 : Number(after);
      const end = from + limit < videos.length ? String(from + limit) : undefined;
      return { videos: videos.slice(from, from + limit), end };
    },
    async register(video) {
      const there = newest.get(video.source.key);
      const isUnplanned =
        there?.kind === "video" &&
        there.video.status === "FAILED" &&
        there.video.facts === undefined &&
        !isOlder(video.source, there.video.source);
      if (!isFree(video.source) && !isUnplanned) return false;
      newest.set(video.source.key, { kind: "video", video });
      return true;
    },
    async markDeleted(source) {
      const there = newest.get(source.key);
      const isRepeated =
        there?.kind === "deleted" && orderOf(there.source.sequencer) === orderOf(source.sequencer);
      if (!isFree(source) && !isRepeated) return false;
      newest.set(source.key, { kind: "deleted", source });
      return true;
    },
    async endWindow({ source }, { start, at: finishedAt, ...end }) {
      const id = idOf(source, start);
      if (ended.get(id)?.state === "DONE") return false;
      ended.set(id, { ...end, finishedAt } as VideoWindow);
      return true;
    },
    async reopen({ source }, starts) {
      for (const start of starts) ended.delete(idOf(source, start));
    },
    setStatus: async (video, { status, reason, finishedAt }) =>
      change(video, (there) => {
        const { reason: _, finishedAt: __, ...rest } = there.video;
        const more = {
          ...(reason !== undefined && { reason }),
          ...(finishedAt !== undefined && { finishedAt }),
        };
        return { ...there, video: { ...rest, status, ...more } };
      }),
    markAnnounced: async (video, announced) => change(video, (there) => ({ ...there, announced })),
  };
}
