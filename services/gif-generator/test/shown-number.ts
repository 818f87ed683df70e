import { spawn } from "node:child_process";
import { buffer } from "node:stream/consumers";
import { localFfmpeg, SAMPLE_CLIP } from "../samples/make-clip.ts";
import { readNumber } from "../samples/seven-segments.ts";

/** The number that can be read in a picture of the sample clip, of whatever size and format; undefined for none. */
export async function shownNumber(picture: Uint8Array): Promise<number | undefined> {
  const { width, height } = SAMPLE_CLIP;
  const args = ["-loglevel", "error", "-i", "pipe:0", "-frames:v", "1"];
  const raw = ["-f", "rawvideo", "-pix_fmt", "gray", "-s", `${width}x${height}`, "pipe:1"];
  const child = spawn(await localFfmpeg(), [...args, ...raw], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  child.stdin.on("error", () => child.stdin.destroy()); // of a GIF it reads the first picture only
  child.stdin.end(picture);
  return readNumber({ width, height, pixels: await buffer(child.stdout) });
}
