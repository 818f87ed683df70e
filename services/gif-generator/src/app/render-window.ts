import { ConflictError, InvalidError } from "@blueprints/lambda-kit/errors";
import { frameKey, gifKey } from "../domain/names.ts";
import { orderOf } from "../domain/order.ts";
import type { SourceVersion, Video, VideoWindow, WindowResult } from "../domain/video.ts";
import { gifFramesOf, stillsOf } from "../domain/windows.ts";
import { RenderFailedError } from "../domain/media-errors.ts";
import type { WindowTask } from "../schemas/window-event.ts";
import type {
  Output,
  Outputs,
  RenderedWindow,
  Sources,
  VideoStore,
  WindowRenderer,
  Workplace,
} from "./ports.ts";

/** What rendering needs from outside. */
export interface RenderDeps {
  readonly videos: VideoStore;
  readonly sources: Sources;
  readonly renderer: WindowRenderer;
  readonly outputs: Outputs;
  /** Gives a new, empty folder to some work and removes it afterwards, however that ends. */
  readonly inFolder: <T>(work: (workplace: Workplace) => Promise<T>) => Promise<T>;
  readonly now: () => Date;
  /** Milliseconds of a clock that never goes back. */
  readonly elapsed: () => number;
}

/** What became of an event. */
export type Rendered =
  | { readonly outcome: "overtaken" | "repeated" }
  | { readonly outcome: "done"; readonly renderMs: number; readonly videoSeconds: number };

const UPLOADS_AT_ONCE = 8;

/**
 * Renders a window, uploads what it was rendered into, and only then notes that it is done. A window that is
 * done, or whose version was overwritten or deleted, is left alone.
 *
 * @throws {InvalidError} `NoSuchWindow`.
 * @throws {RenderFailedError} `RenderFailed`; and see {@link WindowRenderer}.
 */
export async function renderWindow(
  deps: RenderDeps,
  { source, start }: WindowTask,
  signal: AbortSignal,
): Promise<Rendered> {
  const video = await currentVideo(deps, source);
  if (video === undefined) return { outcome: "overtaken" };
  const window = await deps.videos.window(video, start);
  if (window === undefined)
    throw new InvalidError("NoSuchWindow", `no window begins at ${start} s`);
  if (window.state === "DONE") return { outcome: "repeated" };
  try {
    const result = await deps.inFolder((workplace) =>
      render(deps, { video, window, workplace, signal }),
    );
    const at = deps.now().toISOString();
    const isFirst = await deps.videos.endWindow(video, { start, at, state: "DONE", result });
    if (!isFirst) return { outcome: "repeated" };
    return { outcome: "done", renderMs: result.renderMs, videoSeconds: window.lengthSeconds };
  } catch (error) {
    if (error instanceof ConflictError && error.code === "Overtaken")
      return { outcome: "overtaken" };
    throw error;
  }
}

/** The video, if the event is of its newest version. */
async function currentVideo(
  { videos }: Pick<RenderDeps, "videos">,
  { key, sequencer }: SourceVersion,
): Promise<Video | undefined> {
  const video = await videos.get(key);
  const isCurrent = video !== undefined && orderOf(video.source.sequencer) === orderOf(sequencer);
  return isCurrent && video.status !== "REJECTED" ? video : undefined;
}

interface Job {
  readonly video: Video;
  readonly window: VideoWindow;
  readonly workplace: Workplace;
  readonly signal: AbortSignal;
}

async function render(deps: RenderDeps, job: Job): Promise<WindowResult> {
  const { video, window, workplace, signal } = job;
  const { url } = await deps.sources.permitToRead(video.source);
  const began = deps.elapsed();
  const rendered = await deps.renderer.render({
    url,
    startSeconds: window.start,
    lengthSeconds: window.lengthSeconds,
    withStills: video.withStills,
    folder: workplace.folder,
    signal,
  });
  const renderMs = Math.round(deps.elapsed() - began);
  assertWhole(job, rendered);
  await upload(deps, job, rendered);
  return {
    gifBytes: rendered.gif.sizeBytes,
    gifFrames: rendered.gifFrames,
    frameBytes: rendered.frames.map(({ sizeBytes }) => sizeBytes),
    renderMs,
  };
}

/** Fewer frames or stills than the window has would leave seconds that nobody sees are missing. */
function assertWhole({ video, window }: Job, { gif, gifFrames, frames }: RenderedWindow): void {
  const wanted = { gif: gifFramesOf(window), stills: video.withStills ? stillsOf(window) : 0 };
  const isEmpty = [gif, ...frames].some(({ sizeBytes }) => sizeBytes === 0);
  if (!isEmpty && gifFrames === wanted.gif && frames.length === wanted.stills) return;
  const made = `${gifFrames} of ${wanted.gif} frames and ${frames.length} of ${wanted.stills} stills`;
  const end = { exitCode: 0, signal: null, stderrTail: "" };
  throw new RenderFailedError(`the window at ${window.start} s has ${made}`, end);
}

async function upload(
  { outputs, videos }: RenderDeps,
  { video, window: { start }, workplace }: Job,
  { gif, frames }: RenderedWindow,
): Promise<void> {
  const { base, source } = video;
  const isCurrent = async (): Promise<boolean> =>
    (await currentVideo({ videos }, source)) !== undefined;
  // A render that took long is often overtaken when it ends: then nothing of it is uploaded at all.
  if (!(await isCurrent())) throw new ConflictError("Overtaken", `${source.key} was overwritten`);
  const files = [
    { path: gif.path, key: gifKey(base, start), contentType: "image/gif" },
    ...frames.map(({ path }, index) => {
      return { path, key: frameKey(base, { start, n: index + 1 }), contentType: "image/jpeg" };
    }),
  ];
  const uploadOne = async ({ path, ...place }: (typeof files)[number]): Promise<void> => {
    const output: Output = { ...place, bytes: await workplace.read(path) };
    await outputs.put(output, source, isCurrent);
  };
  for (let at = 0; at < files.length; at += UPLOADS_AT_ONCE) {
    await Promise.all(files.slice(at, at + UPLOADS_AT_ONCE).map(uploadOne));
  }
}
