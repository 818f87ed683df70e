import { InvalidError } from "@blueprints/lambda-kit/errors";
import fc from "fast-check";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runFfmpeg } from "../../samples/make-clip.ts";
import type { RangeSource } from "../../src/adapters/http-ranges.ts";
import { movieHeader } from "../../src/adapters/mp4/fragments.ts";
import { readMovie } from "../../src/adapters/mp4/movie.ts";
import { readVideoTrack } from "../../src/adapters/mp4/track.ts";
import { picturesOf } from "../../src/adapters/mp4/window-pictures.ts";
import { openMediaWorld, type MediaWorld } from "./media-world.ts";
import { serveRanges } from "./range-server.ts";

let world: MediaWorld;

beforeAll(async () => {
  world = await openMediaWorld();
});

afterAll(() => world.close());

function playlist(url: string): string {
  return `#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\n${url}\n#EXT-X-ENDLIST\n`;
}

describe("what is no video", () => {
  test.each([
    { kind: "a playlist", body: playlist },
    {
      kind: "a list to concatenate",
      body: (url: string) => `ffconcat version 1.0\nfile '${url}'\n`,
    },
    {
      kind: "an SVG",
      body: (url: string) => `<svg xmlns="http://www.w3.org/2000/svg"><image href="${url}"/></svg>`,
    },
    { kind: "a page", body: (url: string) => `<!doctype html><img src="${url}">` },
    { kind: "nothing", body: () => "" },
    { kind: "a picture", body: () => "\u0089PNG\r\n\u001a\n".padEnd(4000, "x") },
    { kind: "an MP4 that ends at once", body: () => "\0\0\0\u0008ftyp" },
  ])("$kind is refused, and what it names is not fetched", async ({ body }) => {
    const named = await serveRanges(Buffer.from("secret"));
    const file = Buffer.from(body(named.url));
    await expect(world.probe(file)).rejects.toMatchObject({ kind: "invalid", code: "NotAVideo" });
    const rendering = world.render(file, { start: 0, end: 2, lengthSeconds: 3 });
    await expect(rendering).rejects.toMatchObject({ kind: "invalid", code: "NotAVideo" });
    expect(named.ranges).toEqual([]);
    await named.stop();
  });

  test.each([
    { kind: "sound alone", output: ["-vn"], code: "NotAVideo" },
    { kind: "fragments", output: ["-movflags", "frag_keyframe+empty_moov"], code: "RefusedInput" },
  ])("$kind is refused", async ({ output, code }) => {
    const path = join(world.folder, `refused-${code}.mp4`);
    const sources = ["-f", "lavfi", "-i", "sine", "-f", "lavfi", "-i", "testsrc2=size=64x36"];
    await runFfmpeg([...sources, "-t", "1", ...output, "-y", path]);
    await expect(world.probe(await readFile(path))).rejects.toMatchObject({
      kind: "invalid",
      code,
    });
  });

  test("a damaged stream fails with what ffmpeg says of it, and leaves no half a window", async () => {
    const file = await readFile(await world.clipOf({ seconds: 3 }));
    const data = file.indexOf("mdat");
    file.fill(0xa5, data + 4);
    await expect(world.render(file, { start: 0, end: 2, lengthSeconds: 3 })).rejects.toMatchObject({
      code: "RenderFailed",
    });
  });
});

describe("a source with mishaps", () => {
  const window = { start: 0, end: 2, lengthSeconds: 3 };
  let file: Buffer;

  beforeAll(async () => {
    const large = { width: 320, height: 180, output: ["-crf", "10"] };
    file = await readFile(await world.clipOf({ seconds: 3, ...large }));
  });

  test("is read on where a connection broke, and no byte is read twice", async () => {
    const broken: number[] = [];
    const { gifFrames, ranges } = await world.render(file, window, {
      mishap(request, response) {
        const from = Number(/\d+/.exec(request.headers.range ?? "")?.[0]);
        if (from === 0 || broken.length >= 3) return false;
        broken.push(from);
        const part = file.subarray(from, from + 40_000);
        response.writeHead(206, { "content-length": file.length });
        response.write(part, () => response.destroy());
        return true;
      },
    });
    expect(gifFrames).toBe(30);
    expect(broken.length).toBe(3);
    const starts = ranges.map((range) => Number(/\d+/.exec(range ?? "")?.[0]));
    expect(new Set(starts).size).toBe(starts.length);
  });

  test.each([
    { status: 404, code: "SourceGone" },
    { status: 403, code: "SourceUnavailable" },
    { status: 503, code: "SourceUnavailable" },
    { status: 200, code: "NotAVideo" },
  ])("that answers $status is $code", async ({ status, code }) => {
    const answer = world.render(file, window, {
      mishap(_, response) {
        response.writeHead(status).end("text");
        return true;
      },
    });
    await expect(answer).rejects.toMatchObject({ code });
  });

  test("that hangs is given up with the signal", async () => {
    const stop = new AbortController();
    const hanging = world.render(file, window, {
      signal: stop.signal,
      mishap(request, response) {
        if (request.headers.range?.startsWith("bytes=0-") === true) return false;
        response.writeHead(206).write("x");
        stop.abort(new Error("out of time"));
        return true;
      },
    });
    await expect(hanging).rejects.toThrow("out of time");
  });
});

test("no damage to a file's header does worse than an error of ours", async () => {
  const file = await readFile(await world.clipOf({ seconds: 1, withSound: true }));
  const header = file.subarray(0, file.indexOf("mdat"));
  const Change = fc.tuple(fc.nat(header.length - 1), fc.nat(255));
  const checking = fc.assert(
    fc.asyncProperty(fc.array(Change, { minLength: 1, maxLength: 6 }), async (changes) => {
      const damaged = Buffer.from(header);
      for (const [at, value] of changes) damaged[at] = value;
      const source: RangeSource = {
        read: async (start, length) => damaged.subarray(start, start + length),
        async *stream(start, length) {
          yield damaged.subarray(start, start + length);
        },
      };
      try {
        const track = readVideoTrack(await readMovie(source));
        picturesOf(track, { startSeconds: 0, lengthSeconds: 1, withStills: true });
        movieHeader(track);
      } catch (error) {
        if (!(error instanceof InvalidError)) throw error;
      }
    }),
    { numRuns: 2000 },
  );
  await expect(checking).resolves.toBe(undefined);
});
