import type { Window } from "./windows.ts";

/** RENDERING until every window is settled; then COMPLETE, or FAILED while at least one window is. */
export const VIDEO_STATUSES = ["RENDERING", "COMPLETE", "FAILED", "REJECTED"] as const;
export type VideoStatus = (typeof VIDEO_STATUSES)[number];

/** What is known of a file that is really a video. */
export interface VideoFacts {
  /** Of what can be seen; a longer sound track does not count. */
  readonly durationSeconds: number;
  /** Pixels, as shown: after a rotation that the file asks for. */
  readonly width: number;
  readonly height: number;
  /** As ffmpeg names it: `h264`. */
  readonly codec: string;
}

/** One content of one object: what an upload made. */
export interface SourceVersion {
  readonly bucket: string;
  /** As stored. */
  readonly key: string;
  /** S3's; orders the versions of a key. See `order.ts` for how it is compared. */
  readonly sequencer: string;
  readonly versionId?: string;
  readonly etag?: string;
  readonly sizeBytes?: number;
}

/** A video as the table knows it: its newest version and how far that is. */
export interface Video {
  readonly source: SourceVersion;
  /** See {@link baseOf}. */
  readonly base: string;
  readonly status: VideoStatus;
  /** Of REJECTED and FAILED: an error's code and message. */
  readonly reason?: string;
  /** Missing for what was rejected, or could not be read at all. */
  readonly facts?: VideoFacts;
  /** Seconds in a window. */
  readonly snippetSize: number;
  readonly withStills: boolean;
  /** 0 when there is nothing to render. */
  readonly windowCount: number;
  /** ISO 8601. */
  readonly createdAt: string;
  /** ISO 8601: of the last window that was settled. */
  readonly finishedAt?: string;
}

/** What a window was rendered into. */
export interface WindowResult {
  readonly gifBytes: number;
  readonly gifFrames: number;
  /** Of each still, in order. */
  readonly frameBytes: readonly number[];
  /** Milliseconds. */
  readonly renderMs: number;
}

/** A window of a video, and what became of it. */
export type VideoWindow = Window &
  (
    | { readonly state: "PENDING" }
    | { readonly state: "DONE"; readonly result: WindowResult; readonly finishedAt: string }
    | { readonly state: "FAILED"; readonly reason: string; readonly finishedAt: string }
  );
