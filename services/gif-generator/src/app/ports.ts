import type { OutgoingEvent } from "@blueprints/lambda-kit/events";
import type {
  SourceVersion,
  Video,
  VideoFacts,
  VideoWindow,
  WindowResult,
} from "../domain/video.ts";

/** A file that can be read over HTTP, in ranges, for a few minutes. */
export interface ReadableSource {
  readonly url: string;
}

/** Looks into files. */
export interface VideoProbe {
  /**
   * What the file shows, by its content and not by its name.
   *
   * @throws {InvalidError} `NotAVideo`; `RefusedInput`: a playlist, or a format that could fetch other files.
   * @throws {NotFoundError} `SourceGone`.
   * @throws {UnavailableError} `SourceUnavailable`; also when it does not answer in time.
   */
  probe(source: ReadableSource): Promise<VideoFacts>;
}

/** What to render, and where to. */
export interface RenderRequest extends ReadableSource {
  readonly startSeconds: number;
  /** A whole number of tenths of a second, which are the GIF's frames. */
  readonly lengthSeconds: number;
  /** Whether stills are wanted, too. */
  readonly withStills: boolean;
  /** Empty, and of this call alone; whoever calls removes it. */
  readonly folder: string;
  /** Ends the child process at once. */
  readonly signal: AbortSignal;
}

/** A file on disk, never empty. */
export interface RenderedFile {
  readonly path: string;
  readonly sizeBytes: number;
}

/** The files of a window. */
export interface RenderedWindow {
  /** 240 pixels wide, 10 frames a second: `lengthSeconds × 10` of them, and it loops for ever. */
  readonly gif: RenderedFile;
  readonly gifFrames: number;
  /** JPEG, in order, one for each second that has begun: the first shows second `startSeconds`. */
  readonly frames: readonly RenderedFile[];
}

/** Makes the GIF and the stills of a window. */
export interface WindowRenderer {
  /**
   * @throws {RenderFailedError} `RenderFailed`: also for fewer frames or stills than the window has.
   * @throws {NotFoundError} `SourceGone`.
   * @throws {UnavailableError} `SourceUnavailable`.
   */
  render(request: RenderRequest): Promise<RenderedWindow>;
}

/** The bucket that videos are uploaded to. */
export interface Sources {
  /** A URL of exactly this version, so that no overwriting mixes two files. */
  permitToRead(version: SourceVersion): Promise<ReadableSource>;
}

/** A stretch of the videos, newest first. */
export interface VideosPage {
  readonly videos: readonly Video[];
  /** Where the next page goes on; undefined when this is the last. */
  readonly end: string | undefined;
}

/** The videos, for whoever reads them. */
export interface Videos {
  /** The newest version of a key; undefined for none, and for a video that was deleted. Strongly consistent. */
  get(key: string): Promise<Video | undefined>;
  /** The window of a video that begins at a second; undefined when none does. Strongly consistent. */
  window(video: Video, start: number): Promise<VideoWindow | undefined>;
  /** All windows of a video, by their start; none of one that was rejected. Strongly consistent. */
  windows(video: Video): Promise<readonly VideoWindow[]>;
  /** Up to `limit` videos, by when they were planned; a moment behind. */
  page(options: {
    readonly limit: number;
    readonly after: string | undefined;
  }): Promise<VideosPage>;
}

/** What the newest event of a key said; a deleted video leaves a mark that older versions cannot pass. */
export type Newest =
  | { readonly kind: "video"; readonly video: Video; readonly announced?: string }
  | { readonly kind: "deleted"; readonly source: SourceVersion };

/** How a window ended. */
export type WindowEnd =
  | { readonly state: "DONE"; readonly result: WindowResult }
  | { readonly state: "FAILED"; readonly reason: string };

/** The videos, for the pipeline. */
export interface VideoStore extends Videos {
  /** Strongly consistent. */
  newest(key: string): Promise<Newest | undefined>;
  /**
   * Writes a video, whose windows are all pending by that; false when this version or a newer one is there. A
   * version whose plan had failed is written again.
   */
  register(video: Video): Promise<boolean>;
  /** Leaves the mark of a deletion; false when something newer is there. Safe to repeat. */
  markDeleted(source: SourceVersion): Promise<boolean>;
  /** False when the window is done already. */
  endWindow(
    video: Pick<Video, "source">,
    window: WindowEnd & { readonly start: number; readonly at: string },
  ): Promise<boolean>;
  /** Makes windows pending again whose outputs are gone. */
  reopen(video: Video, starts: readonly number[]): Promise<void>;
  /** Gives a video a status, and no other reason or end; false when it is overtaken or deleted. */
  setStatus(
    video: Video,
    change: Pick<Video, "status" | "reason" | "finishedAt">,
  ): Promise<boolean>;
  /** Notes what the world was told of a video; false when it is overtaken or deleted. */
  markAnnounced(video: Video, announced: string): Promise<boolean>;
}

/** A file of the outputs. */
export interface Output {
  readonly key: string;
  readonly contentType: string;
  readonly bytes: Uint8Array;
}

/** The bucket of GIFs, stills and manifests. */
export interface Outputs {
  /**
   * Writes a file, unless these very bytes are there. It never writes over what a newer version of the source has
   * written: what is there is replaced only if `isCurrent` was still true after looking at it.
   *
   * @throws {ConflictError} `Overtaken`.
   */
  put(output: Output, source: SourceVersion, isCurrent: () => Promise<boolean>): Promise<void>;
  /** Sizes in bytes, by key, of everything in the folder of a video. */
  list(base: string): Promise<ReadonlyMap<string, number>>;
  /** Safe to repeat. */
  remove(keys: readonly string[]): Promise<void>;
  /** Removes the manifest of an older version; safe to repeat. */
  removeOlderManifest(base: string, source: SourceVersion): Promise<void>;
}

/** A folder of one run. */
export interface Workplace {
  readonly folder: string;
  /** The bytes of a file. */
  read(path: string): Promise<Uint8Array>;
}

/** A run of a function that is not tried again. */
export interface FailedRun {
  /** The event that it was for. */
  readonly event: unknown;
  readonly reason: string;
}

/** Where what failed for good waits for a person. */
export interface DeadLetters {
  keep(run: FailedRun): Promise<void>;
}

/** Tells the world. */
export interface Publisher {
  /** @throws {EventsNotPublishedError} `EventsNotPublished`. */
  publish(events: readonly OutgoingEvent[]): Promise<void>;
}

/** URLs that anyone may read for a while, in the order of their keys. */
export interface ReadPermits {
  readonly urls: readonly string[];
  /** ISO 8601. */
  readonly expiresAt: string;
}

/** The bucket of GIFs and stills, for whoever reads them. */
export interface OutputFiles {
  permitToRead(keys: readonly string[]): Promise<ReadPermits>;
  /** Where the URLs point to: scheme, host and port. */
  origin(): Promise<string>;
}
