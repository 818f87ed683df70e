import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runFfmpeg } from "../../samples/make-clip.ts";
import { readNumber } from "../../samples/seven-segments.ts";
import { gifFramesOf, stillsOf, windowsOf } from "../../src/domain/windows.ts";
import { openMediaWorld, type Clip, type MediaWorld } from "./media-world.ts";
import { renderAsThePost } from "./post-commands.ts";

let world: MediaWorld;

beforeAll(async () => {
  world = await openMediaWorld();
});

afterAll(() => world.close());

const WHOLE: readonly (Clip & { kind: string })[] = [
  { kind: "30 pictures a second and sound", seconds: 6, withSound: true },
  { kind: "29.97 pictures a second", seconds: 6, framesPerSecond: "30000/1001" },
  {
    kind: "keys that later pictures look across",
    seconds: 6,
    output: ["-x264opts", "open-gop=1:keyint=20"],
  },
  { kind: "a key in every tenth of a second", seconds: 6, output: ["-g", "3"] },
  { kind: "no pictures that look ahead", seconds: 6, output: ["-bf", "0"] },
  { kind: "a turn of 90 degrees", seconds: 6, copied: ["-metadata:s:v", "rotate=90"] },
  { kind: "odd sizes", seconds: 6, filters: "scale=97:55,format=yuv444p" },
  { kind: "10 bits", seconds: 6, filters: "format=yuv420p10le" },
  { kind: "its tables at the end", seconds: 6, copied: ["-movflags", "0"] },
  { kind: "HEVC", seconds: 6, output: ["-c:v", "libx265", "-x265-params", "log-level=none"] },
  { kind: "MPEG-4", seconds: 6, output: ["-c:v", "mpeg4"] },
];

describe.each(WHOLE)("a clip with $kind", (options) => {
  test("is rendered byte for byte as by the post's two commands", async () => {
    const path = await world.clipOf(options);
    const file = await readFile(path);
    const window = { start: 3, end: 5, lengthSeconds: 3 };
    const { gifBytes, stills, place } = await world.render(file, window);
    const post = await renderAsThePost(path, { start: 3, length: 3, folder: place });
    expect(stills.length).toBe(3);
    expect(post.stills.map((still, index) => stills[index]?.equals(still))).toEqual([
      true,
      true,
      true,
    ]);
    expect(gifBytes.equals(post.gif)).toBe(true);
  });
});

const LENGTHS: readonly (Clip & { kind: string })[] = [
  { kind: "of 5.99 s", seconds: 5.99 },
  { kind: "of one picture", seconds: 0.03 },
  { kind: "of 6.04 s, whose last window would be empty", seconds: 6.04 },
  { kind: "of 6.4 s, whose last window is less than a still", seconds: 6.4 },
  {
    kind: "that stands still for seconds",
    seconds: 7,
    filters: "select='not(between(t,1,4.5))'",
    output: ["-vsync", "vfr"],
  },
  { kind: "with one picture a second", seconds: 7, framesPerSecond: 1 },
  {
    kind: "whose picture starts late",
    seconds: 5,
    filters: "setpts=PTS+0.7/TB",
    withSound: true,
    output: ["-vsync", "vfr"],
  },
];

describe.each(LENGTHS)("a clip $kind", (options) => {
  test("has all frames and stills in windows that tile it", async () => {
    const file = await readFile(await world.clipOf(options));
    const { durationSeconds } = await world.probe(file);
    const windows = windowsOf(durationSeconds, 3);
    for (const window of windows) {
      const rendered = await world.render(file, window);
      expect(rendered.gifFrames).toBe(gifFramesOf(window));
      expect(rendered.frames.length).toBe(stillsOf(window));
      expect([rendered.gif, ...rendered.frames].filter(({ sizeBytes }) => sizeBytes === 0)).toEqual(
        [],
      );
    }
  });
});

test("each still shows its second, and a window costs three requests", async () => {
  const file = await readFile(
    await world.clipOf({ seconds: 35, width: 192, height: 108, framesPerSecond: 10 }),
  );
  const { stills, place, ranges } = await world.render(file, {
    start: 30,
    end: 34,
    lengthSeconds: 5,
  });
  expect(ranges.length).toBeLessThanOrEqual(3);
  const seconds = [];
  for (const [index] of stills.entries()) {
    const grey = join(place, "grey");
    const still = join(place, `still-${index + 1}.jpg`);
    await runFfmpeg(["-i", still, "-f", "rawvideo", "-pix_fmt", "gray", "-y", grey]);
    seconds.push(readNumber({ width: 192, height: 108, pixels: await readFile(grey) }));
  }
  expect(seconds).toEqual([30, 31, 32, 33, 34]);
});

test("says of a turned clip how it is shown", async () => {
  const path = await world.clipOf({ seconds: 1, copied: ["-metadata:s:v", "rotate=270"] });
  expect(await world.probe(await readFile(path))).toEqual({
    codec: "h264",
    durationSeconds: 1,
    width: 54,
    height: 96,
  });
});
