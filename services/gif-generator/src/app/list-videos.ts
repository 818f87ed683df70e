import type { Video } from "../domain/video.ts";
import { admit, type AdmitDeps, type Caller } from "./admit.ts";
import type { Videos, VideosPage } from "./ports.ts";

/** Which videos are asked for, and by whom. */
export interface ListRequest {
  readonly caller: Caller;
  /** 1 to 100. */
  readonly limit: number;
  readonly after: string | undefined;
}

/**
 * Lists the videos that the caller may see, newest first.
 *
 * @throws {UnauthorizedError} see {@link admit}.
 */
export async function listVideos(
  deps: AdmitDeps & { readonly videos: Videos },
  { caller, limit, after }: ListRequest,
): Promise<VideosPage> {
  const { videoKey } = await admit(deps, caller);
  if (videoKey === undefined) return deps.videos.page({ limit, after });
  const video: Video | undefined = await deps.videos.get(videoKey);
  return { videos: video === undefined ? [] : [video], end: undefined };
}
