import type { VideoProbe } from "../app/ports.ts";
import { notAVideo } from "../domain/media-errors.ts";
import { openRanges } from "./http-ranges.ts";
import { readMovie } from "./mp4/movie.ts";
import { readVideoTrack, type VideoTrack } from "./mp4/track.ts";

/** The longest that reading the head of a file may take: all attempts, in milliseconds. */
const LIMIT_MS = 40_000;

/**
 * Reads the header of an MP4 file, and only that: a few requests, whatever the size of the file.
 *
 * No program of others is started for it: what strangers upload is judged by memory-safe code, and a
 * playlist, a picture or an archive with a video's name is refused before anything could follow its links.
 */
export const mp4Probe: VideoProbe = {
  async probe({ url }) {
    const track = await readTrack(url, AbortSignal.timeout(LIMIT_MS));
    const durationSeconds = track.end / track.timescale;
    if (!(durationSeconds > 0)) throw notAVideo("the video lasts no time");
    const { codec, codedWidth, codedHeight, turned } = track;
    return {
      codec,
      durationSeconds,
      width: turned ? codedHeight : codedWidth,
      height: turned ? codedWidth : codedHeight,
    };
  },
};

/** Reads where the pictures of a video are; the URL has to allow ranges. */
async function readTrack(url: string, signal: AbortSignal): Promise<VideoTrack> {
  return readVideoTrack(await readMovie(openRanges(url, signal)));
}
