import {
  AppError,
  InvalidError,
  NotFoundError,
  UnavailableError,
} from "@blueprints/lambda-kit/errors";

/** `NotAVideo`: by its content the file is no MP4 with a picture that can be read. Trying again is in vain. */
export function notAVideo(message: string, options?: ErrorOptions): InvalidError {
  return new InvalidError("NotAVideo", message, options);
}

/** `RefusedInput`: it is a video, or pretends to be one, that is not to be rendered: a playlist, too long, too large. */
export function refusedInput(message: string, options?: ErrorOptions): InvalidError {
  return new InvalidError("RefusedInput", message, options);
}

/** `SourceGone`: the version was deleted before it could be read. */
export function sourceGone(message: string, options?: ErrorOptions): NotFoundError {
  return new NotFoundError("SourceGone", message, options);
}

/** `SourceUnavailable`: S3 does not hand the file out now; another try may work. */
export function sourceUnavailable(message: string, options?: ErrorOptions): UnavailableError {
  return new UnavailableError("SourceUnavailable", message, options);
}

/** How ffmpeg ended when it did not end well. */
export interface FfmpegEnd {
  /** Null when a signal ended it. */
  readonly exitCode: number | null;
  readonly signal: string | null;
  /** The last lines that it wrote to standard error, without the URL's signature. */
  readonly stderrTail: string;
}

/** `RenderFailed`: ffmpeg failed or was killed; Lambda tries again, then the window counts as failed. */
export class RenderFailedError extends AppError {
  override readonly kind = "unavailable";
  readonly end: FfmpegEnd;

  constructor(message: string, end: FfmpegEnd, options?: ErrorOptions) {
    super("RenderFailed", message, options);
    this.end = end;
  }
}
