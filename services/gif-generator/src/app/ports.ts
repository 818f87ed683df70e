import type {
  SourceVersion,
  Video,
  VideoFacts,
  VideoWindow,
  WindowResult,
} from "../domain/video.ts";
import type { Window } from "../domain/windows.ts";

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
  /** The windows of a video's version, by their start. Strongly consistent. */
  windows(source: SourceVersion): Promise<readonly VideoWindow[]>;
  /** Up to `limit` videos by the time of their upload's planning. */
  page(options: {
    readonly limit: number;
    readonly after: string | undefined;
  }): Promise<VideosPage>;
}

/** The videos, for the pipeline. Every write is conditional on the version being the newest. */
export interface VideoStore extends Videos {
  /** Whether this version is still the newest of its key, and not deleted. Strongly consistent. */
  isCurrent(source: SourceVersion): Promise<boolean>;
  /** Writes a video and its windows, all pending; false when a newer version, or this one, is there. */
  register(video: Video, windows: readonly Window[]): Promise<boolean>;
  /** False when the window is done, or its version is overtaken. */
  finishWindow(
    source: SourceVersion,
    window: { readonly start: number; readonly result: WindowResult; readonly finishedAt: string },
  ): Promise<boolean>;
  /** False when the window is done already, or its version is overtaken. */
  failWindow(
    source: SourceVersion,
    window: { readonly start: number; readonly reason: string; readonly finishedAt: string },
  ): Promise<boolean>;
  /** Sets a video's result; false when it has it, or is overtaken. */
  settle(
    source: SourceVersion,
    result: Pick<Video, "status"> & { readonly finishedAt: string },
  ): Promise<boolean>;
  /** Leaves a mark that older versions cannot pass; false when something newer is there. */
  markDeleted(source: SourceVersion): Promise<boolean>;
}
