import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { localFfmpeg, makeClip, runFfmpeg, type ClipOptions } from "../../samples/make-clip.ts";
import { createFfmpegRenderer } from "../../src/adapters/ffmpeg-renderer.ts";
import { mp4Probe } from "../../src/adapters/mp4-probe.ts";
import type { Window } from "../../src/domain/windows.ts";
import { serveRanges, type Mishap } from "./range-server.ts";

/** A clip of a test. */
export interface Clip extends Partial<ClipOptions> {
  readonly seconds: number;
  /** Options for copying the streams into another file. */
  readonly copied?: readonly string[];
}

const SMALL = { width: 96, height: 54, framesPerSecond: 30 } as const;
const LIMIT_MS = 30_000;

/** A folder for clips and windows, and this machine's ffmpeg, behind the adapters of the service. */
export async function openMediaWorld() {
  const folder = await mkdtemp(join(tmpdir(), "gif-media-"));
  const renderer = createFfmpegRenderer({ ffmpeg: await localFfmpeg() });
  let clips = 0;
  return {
    folder,
    close: () => rm(folder, { recursive: true, force: true }),

    /** Makes a clip, tiny unless told otherwise, and returns its path. */
    async clipOf({ copied, ...options }: Clip): Promise<string> {
      clips += 1;
      const path = join(folder, `clip-${clips}.mp4`);
      await makeClip({ ...SMALL, path, ...options });
      if (copied === undefined) return path;
      const other = join(folder, `copy-${clips}.mp4`);
      await runFfmpeg(["-i", path, "-map", "0", "-c", "copy", ...copied, other]);
      return other;
    },

    async probe(file: Buffer) {
      const server = await serveRanges(file);
      try {
        return await mp4Probe.probe({ url: server.url });
      } finally {
        await server.stop();
      }
    },

    /** Renders a window of a file that a web server hands out, with mishaps if wanted. */
    async render(
      file: Buffer,
      window: Window,
      {
        mishap,
        signal = AbortSignal.timeout(LIMIT_MS),
      }: { mishap?: Mishap; signal?: AbortSignal } = {},
    ) {
      const server = await serveRanges(file, mishap);
      const place = await mkdtemp(join(folder, "window-"));
      try {
        const rendered = await renderer.render({
          url: server.url,
          startSeconds: window.start,
          lengthSeconds: window.lengthSeconds,
          withStills: true,
          folder: place,
          signal,
        });
        return {
          ...rendered,
          place,
          ranges: server.ranges,
          gifBytes: await readFile(rendered.gif.path),
          stills: await Promise.all(rendered.frames.map(({ path }) => readFile(path))),
        };
      } finally {
        await server.stop();
      }
    },
  };
}

export type MediaWorld = Awaited<ReturnType<typeof openMediaWorld>>;
