import { NotFoundError } from "@blueprints/lambda-kit/errors";
import type { Caller, PageLinkDesk } from "@blueprints/lambda-kit/page-link";
import { keysOf, windowsFrom, type WindowsPage } from "../domain/manifest-page.ts";
import { checkScope } from "../domain/player-link.ts";
import type { Video, VideoWindow } from "../domain/video.ts";
import { keyOfVideoId } from "../domain/video-id.ts";
import type { OutputFiles, Videos } from "./ports.ts";

/** Which video is asked for, and by whom. */
export interface VideoRequest {
  readonly id: string;
  readonly caller: Caller;
}

interface ReadDeps {
  readonly videos: Videos;
  readonly links: Pick<PageLinkDesk, "admit">;
}

/** A video and its windows. */
export interface VideoInWindows {
  readonly video: Video;
  readonly windows: readonly VideoWindow[];
}

/**
 * Reads a video and how far each of its windows is.
 *
 * @throws {InvalidError} `InvalidVideoId`.
 * @throws {UnauthorizedError} see {@link PageLinkDesk.admit}.
 * @throws {NotFoundError} `VideoNotFound`.
 */
export async function readVideo(
  deps: ReadDeps,
  { id, caller }: VideoRequest,
): Promise<VideoInWindows> {
  const key = keyOfVideoId(id);
  checkScope(await deps.links.admit(caller), key);
  const video = await deps.videos.get(key);
  if (video === undefined) throw new NotFoundError("VideoNotFound", "there is no such video");
  return { video, windows: await deps.videos.windows(video) };
}

/** A stretch of a video's windows, with URLs of what they were rendered into. */
export interface ManifestPage extends WindowsPage {
  readonly video: Video;
  /** Of the URLs; ISO 8601. */
  readonly expiresAt: string;
  /** The URL of an object key. */
  readonly urls: ReadonlyMap<string, string>;
}

/**
 * Reads a stretch of a video's windows and permits a look at their GIFs and stills.
 *
 * @throws see {@link readVideo}.
 */
export async function readManifest(
  deps: ReadDeps & { readonly files: OutputFiles },
  { from, limit, ...request }: VideoRequest & { readonly from: number; readonly limit: number },
): Promise<ManifestPage> {
  const { video, windows } = await readVideo(deps, request);
  const page = windowsFrom(video, windows, { from, limit });
  const keys = page.windows.flatMap((window) => keysOf(video, window));
  const { urls, expiresAt } = await deps.files.permitToRead(keys);
  return { video, ...page, expiresAt, urls: new Map(keys.map((key, at) => [key, urls[at] ?? ""])) };
}
