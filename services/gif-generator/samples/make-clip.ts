import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import { pipeline } from "node:stream/promises";
import { Readable } from "node:stream";
import { findFfmpeg } from "../layer/build-layer.ts";
import { platformOf } from "../layer/platform.ts";
import { drawNumber } from "./seven-segments.ts";

/** A clip to make. */
export interface ClipOptions {
  readonly path: string;
  readonly seconds: number;
  /** Pixels. */
  readonly width: number;
  readonly height: number;
  readonly framesPerSecond: number | string;
  /** A sine tone beside the picture. */
  readonly withSound?: boolean;
  /** More filters for the picture, such as `format=yuv420p10le`. */
  readonly filters?: string;
  /** More options for the output, such as `-g 30`. */
  readonly output?: readonly string[];
}

/** The clip that the samples are about: long enough for three windows and a short one. */
export const SAMPLE_CLIP = { seconds: 95, width: 480, height: 270, framesPerSecond: 15 } as const;

/** The program that is in the layer too, for this machine. */
export async function localFfmpeg(): Promise<string> {
  return (await findFfmpeg(platformOf("host"))).binary;
}

/**
 * Makes an H.264 clip that moves, with the number of the second large over its whole picture.
 *
 * @throws {Error} What ffmpeg says.
 */
export async function makeClip(options: ClipOptions): Promise<void> {
  const { width, height, framesPerSecond, seconds, withSound = false } = options;
  const size = `${width}x${height}`;
  const clock = ["-f", "rawvideo", "-pix_fmt", "gray", "-s", size, "-r", "1", "-i", "pipe:0"];
  const motion = ["-f", "lavfi", "-i", `testsrc2=size=${size}:rate=${framesPerSecond}`];
  const sound = withSound ? ["-f", "lavfi", "-i", "sine=frequency=440"] : [];
  // Where the digits are white the clip is white; elsewhere a dim test picture moves.
  const graph = [
    "[1:v]format=yuv420p,lut=y=val/2[dim]",
    "[0:v]format=yuv420p[clock]",
    `[dim][clock]blend=c0_mode=lighten${filtersOf(options)}[out]`,
  ].join(";");
  const streams = [
    "-filter_complex",
    graph,
    "-map",
    "[out]",
    ...(withSound ? ["-map", "2:a"] : []),
  ];
  const encoder = ["-c:v", "libx264", "-preset", "superfast", "-bf", "2", "-crf", "30"];
  const output = ["-t", String(seconds), ...(options.output ?? []), "-movflags", "+faststart"];
  const args = [...clock, ...motion, ...sound, ...streams, ...encoder, ...output];
  await runFfmpeg([...args, "-y", options.path], secondsOf(options));
}

function filtersOf({ filters }: ClipOptions): string {
  return filters === undefined ? "" : `,${filters}`;
}

/** A picture for each second. */
function* secondsOf({ seconds, width, height }: ClipOptions): Generator<Buffer> {
  for (let second = 0; second <= seconds; second += 1) {
    yield drawNumber(second, width, height).pixels;
  }
}

/** Runs this machine's ffmpeg. @throws {Error} What it says. */
export async function runFfmpeg(
  args: readonly string[],
  input: Iterable<Buffer> = [],
): Promise<void> {
  const child = spawn(await localFfmpeg(), ["-loglevel", "error", ...args], {
    stdio: ["pipe", "ignore", "pipe"],
  });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once("error", reject).once("close", resolve);
  });
  const fed = pipeline(Readable.from(input, { objectMode: false }), child.stdin);
  const [said, code] = await Promise.all([text(child.stderr), ended, fed.catch(() => undefined)]);
  if (code !== 0) throw new Error(`ffmpeg ended with ${code}: ${said}`);
}
