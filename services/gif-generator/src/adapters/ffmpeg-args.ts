import { join } from "node:path";
import type { RenderRequest } from "../app/ports.ts";
import { GIF_FRAMES_PER_SECOND } from "../domain/windows.ts";

/** The name of the GIF in the folder. */
export const GIF = "window.gif";
/** What the names of the stills begin with; their number and `.jpg` follow. */
export const STILL_PREFIX = "still-";

/** How far the clock of ffmpeg's input is ahead of the window. */
export interface Lead {
  readonly leadSeconds: number;
  readonly leadTicks: number;
}

const GIF_WIDTH = 240; // pixels; the post's
const MAX_DECODED_PIXELS = "16777216"; // a picture that is larger than its header says is not decoded
const CPU_LIMIT_SECONDS = "600";

/**
 * The command line of ffmpeg: the post's two filter chains behind one decoder.
 *
 * One thread each, because the threads of a decoder cost more than they give on Lambda's share of a CPU.
 */
export function ffmpegArgs(request: RenderRequest, { leadSeconds }: Lead): readonly string[] {
  const { folder, lengthSeconds, withStills } = request;
  const window = `trim=start=0:end=${lengthSeconds}`;
  const gif = `fps=${GIF_FRAMES_PER_SECOND},scale=${GIF_WIDTH}:-1:flags=lanczos,split[a][b];[a]palettegen[p];[b][p]paletteuse[gif]`;
  const gifFrames = Math.round(lengthSeconds * GIF_FRAMES_PER_SECOND);
  const stills = "fps=1:eof_action=pass[stills]"; // a second that has begun has a still
  const graph = `[0:v]${window},${withStills ? `split[x][y];[x]${gif};[y]${stills}` : gif}`;
  const general = [
    "-nostdin",
    "-hide_banner",
    "-loglevel",
    "error",
    "-timelimit",
    CPU_LIMIT_SECONDS,
  ];
  const threads = ["-filter_threads", "1", "-filter_complex_threads", "1"];
  // Times as they are written, less the lead: ffmpeg would let the first picture begin at 0.
  const times = ["-copyts", "-itsoffset", String(-leadSeconds)];
  const input = ["-protocol_whitelist", "pipe", "-f", "mov", "-threads", "1"];
  const limit = ["-max_pixels", MAX_DECODED_PIXELS];
  const filters = [...threads, "-filter_complex", graph];
  const gifTo = ["-frames:v", String(gifFrames), "-loop", "0", "-y", join(folder, GIF)];
  const stillsOut = withStills ? stillsTo(folder, Math.ceil(lengthSeconds)) : [];
  return [
    ...general,
    ...times,
    ...input,
    ...limit,
    "-i",
    "pipe:0",
    ...filters,
    "-map",
    "[gif]",
    ...gifTo,
    ...stillsOut,
  ];
}

function stillsTo(folder: string, count: number): readonly string[] {
  const pattern = join(folder, `${STILL_PREFIX}%d.jpg`);
  return ["-map", "[stills]", "-frames:v", String(count), "-threads", "1", "-y", pattern];
}
