import type { Caller, PageLinkDesk } from "@blueprints/lambda-kit/page-link";
import type { Video } from "../domain/video.ts";
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
 * @throws {UnauthorizedError} see {@link PageLinkDesk.admit}.
 */
export async function listVideos(
  deps: { readonly videos: Videos; readonly links: Pick<PageLinkDesk, "admit"> },
  { caller, limit, after }: ListRequest,
): Promise<VideosPage> {
  const { subject } = await deps.links.admit(caller);
  if (subject === undefined) return deps.videos.page({ limit, after });
  const video: Video | undefined = await deps.videos.get(subject);
  return { videos: video === undefined ? [] : [video], end: undefined };
}
