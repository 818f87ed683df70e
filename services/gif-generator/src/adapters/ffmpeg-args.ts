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
const FRAMES_PER_PALETTEUSE = 30;
const MAX_DECODED_PIXELS = "16777216"; // a picture that is larger than its header says is not decoded
const CPU_LIMIT_SECONDS = "600";

/**
 * The command line of ffmpeg: the post's two filter chains behind one decoder.
 *
 * One thread each, because the threads of a decoder cost more than they give on Lambda's share of a CPU.
 */
export function ffmpegArgs(request: RenderRequest, { leadSeconds }: Lead): readonly string[] {
  const { folder, lengthSeconds, withStills } = request;
  const gifFrames = Math.round(lengthSeconds * GIF_FRAMES_PER_SECOND);
  const stillCount = Math.ceil(lengthSeconds); // a second that has begun has a still
  const window = `trim=start=0:end=${lengthSeconds}`;
  const frames = framesOf(GIF_FRAMES_PER_SECOND, gifFrames);
  const gif = `${frames},scale=${GIF_WIDTH}:-1:flags=lanczos,${palettedOf(gifFrames)}[gif]`;
  const stills = `${framesOf(1, stillCount)}[stills]`;
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
  const gifTo = ["-loop", "0", "-y", join(folder, GIF)];
  const stillsTo = [
    "-map",
    "[stills]",
    "-threads",
    "1",
    "-y",
    join(folder, `${STILL_PREFIX}%d.jpg`),
  ];
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
    ...(withStills ? stillsTo : []),
  ];
}

/**
 * Frames at a steady rate, exactly so many. The last picture stays until the window ends, which `fps` alone
 * cuts short when it lasts longer than others, as in a recording of slides.
 */
function framesOf(framesPerSecond: number, count: number): string {
  const hold = `tpad=stop_mode=clone:stop=${count}`;
  return `fps=${framesPerSecond}:eof_action=pass,${hold},trim=end_frame=${count}`;
}

/**
 * Finds the GIF's colours and gives them to all frames. `paletteuse` remembers each colour it has met, and the
 * longer its memory the slower it is; one of them for some frames gives the same picture in less time.
 */
function palettedOf(frames: number): string {
  const parts = Array.from(
    { length: Math.ceil(frames / FRAMES_PER_PALETTEUSE) },
    (_, part) => part,
  );
  const pads = (name: string): string => parts.map((part) => `[${name}${part}]`).join("");
  const chains = parts.map((part) => {
    const from = part * FRAMES_PER_PALETTEUSE;
    const some = `trim=start_frame=${from}:end_frame=${from + FRAMES_PER_PALETTEUSE}`;
    return `[f${part}]${some}[t${part}];[t${part}][p${part}]paletteuse[d${part}];`;
  });
  const count = parts.length;
  const split = `split[a][b];[a]palettegen,split=${count}${pads("p")};[b]split=${count}${pads("f")};`;
  return `${split}${chains.join("")}${pads("d")}interleave=${count}`;
}
