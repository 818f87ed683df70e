import { frameKey, gifKey } from "./names.ts";
import type { Video, VideoWindow } from "./video.ts";

/** Presigned URLs in one answer: 2 KB each with a role's session token, and Lambda answers 6 MB at most. */
export const MAX_URLS = 2000; // https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html

/** A stretch of a video's windows. */
export interface WindowsPage {
  readonly windows: readonly VideoWindow[];
  /** The second that the next page begins with; undefined when this is the last. */
  readonly nextFrom: number | undefined;
}

/** The keys of what a window was rendered into: its GIF and its stills. */
export function keysOf({ base }: Video, window: VideoWindow): readonly string[] {
  if (window.state !== "DONE") return [];
  const { start, result } = window;
  const stills = result.frameBytes.map((_, index) => frameKey(base, { start, n: index + 1 }));
  return [gifKey(base, start), ...stills];
}

/**
 * Up to `limit` windows from the one that has the second `from` in it; fewer when their files would be more
 * than {@link MAX_URLS}, but always one.
 */
export function windowsFrom(
  video: Video,
  windows: readonly VideoWindow[],
  { from, limit }: { readonly from: number; readonly limit: number },
): WindowsPage {
  const first = windows.findIndex(({ end }) => end >= from);
  if (first === -1) return { windows: [], nextFrom: undefined };
  const page: VideoWindow[] = [];
  let urls = 0;
  for (const window of windows.slice(first, first + limit)) {
    urls += keysOf(video, window).length;
    if (page.length > 0 && urls > MAX_URLS) break;
    page.push(window);
  }
  return { windows: page, nextFrom: windows[first + page.length]?.start };
}
