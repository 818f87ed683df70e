import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import type { RenderedFile, RenderRequest, WindowRenderer } from "../app/ports.ts";
import { RenderFailedError } from "../domain/media-errors.ts";
import { countGifFrames } from "./gif-frames.ts";
import { ffmpegArgs, GIF, STILL_PREFIX, type Lead } from "./ffmpeg-args.ts";
import { openRanges, type RangeSource } from "./http-ranges.ts";
import { decodeTicks, fragmentWriter, movieHeader } from "./mp4/fragments.ts";
import { readMovie } from "./mp4/movie.ts";
import { readPictures } from "./mp4/read-pictures.ts";
import { disposableTest } from "./mp4/references.ts";
import { readVideoTrack, type VideoTrack } from "./mp4/track.ts";
import { picturesOf, type Picture } from "./mp4/window-pictures.ts";
import { runProcess } from "./run-process.ts";

/**
 * Renders windows with ffmpeg, which decodes each picture once for GIF and stills.
 *
 * ffmpeg gets the pictures of the window on standard input, in a container that is written here: it reads no
 * header of strangers, opens no connection and no file, and gets no picture that no output shows.
 */
export function createFfmpegRenderer(
  { ffmpeg }: { ffmpeg: string } = { ffmpeg: "ffmpeg" },
): WindowRenderer {
  return {
    async render(request) {
      const source = openRanges(request.url, request.signal);
      const track = readVideoTrack(await readMovie(source));
      const pictures = picturesOf(track, request);
      const lead = leadOf(track, pictures, request.startSeconds);
      const end = await runProcess({
        program: ffmpeg,
        args: ffmpegArgs(request, lead),
        input: movieOf({ source, track, pictures, request, lead }),
        signal: request.signal,
      });
      if (end.exitCode !== 0 || end.signal !== null) {
        throw new RenderFailedError(
          `ffmpeg ended with ${end.signal ?? `code ${end.exitCode}`}`,
          end,
        );
      }
      return collect(request);
    },
  };
}

/** Whole seconds by which the movie's clock is ahead, so that it has nothing before 0. */
function leadOf(track: VideoTrack, pictures: readonly Picture[], startSeconds: number): Lead {
  const earliest = pictures.reduce(
    (least, { index, at }) => Math.min(least, at, decodeTicks(track, index, startSeconds)),
    0,
  );
  const leadSeconds = Math.ceil(-earliest / track.timescale);
  return { leadSeconds, leadTicks: leadSeconds * track.timescale };
}

async function* movieOf({
  source,
  track,
  pictures,
  request,
  lead,
}: {
  source: RangeSource;
  track: VideoTrack;
  pictures: readonly Picture[];
  request: RenderRequest;
  lead: Lead;
}): AsyncGenerator<Buffer> {
  const isDisposable = disposableTest(track);
  const write = fragmentWriter(track, { ...request, ...lead });
  yield movieHeader(track);
  for await (const picture of readPictures(source, track, pictures)) {
    if (!(picture.isUnseen && isDisposable(picture.bytes))) yield write(picture);
  }
}

async function collect({ folder }: RenderRequest) {
  const numbers = (await readdir(folder))
    .filter((name) => name.startsWith(STILL_PREFIX))
    .map((name) => Number.parseInt(name.slice(STILL_PREFIX.length), 10))
    .toSorted((a, b) => a - b);
  const path = join(folder, GIF);
  return {
    gif: await fileAt(path),
    gifFrames: framesIn(await readFile(path)),
    frames: await Promise.all(numbers.map((n) => fileAt(join(folder, `${STILL_PREFIX}${n}.jpg`)))),
  };
}

function framesIn(gif: Buffer): number {
  try {
    return countGifFrames(gif);
  } catch (cause) {
    const end = { exitCode: 0, signal: null, stderrTail: "" };
    throw new RenderFailedError("ffmpeg left half a GIF", end, { cause });
  }
}

async function fileAt(path: string): Promise<RenderedFile> {
  return { path, sizeBytes: (await stat(path)).size };
}
