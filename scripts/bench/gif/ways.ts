import { createHash } from "node:crypto";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { runFfmpeg } from "../../../services/gif-generator/samples/make-clip.ts";
import { createFfmpegRenderer } from "../../../services/gif-generator/src/adapters/ffmpeg-renderer.ts";
import { postCommands } from "../../../services/gif-generator/test/media/post-commands.ts";
import { cpuSeconds } from "./children-cpu.ts";

/** One render of a window. */
export interface RenderSample {
  /** Of ffmpeg and of this process. */
  readonly cpuSeconds: number;
  readonly wallSeconds: number;
  /** Digests of the GIF and of each still, in order. */
  readonly outputs: readonly string[];
}

/** A way to render the window of a URL into a folder. */
export interface RenderWay {
  readonly name: string;
  readonly does: string;
  render(url: string, folder: string): Promise<void>;
}

const WINDOW = { start: 2, length: 30 } as const;
const GIF_FILTERS =
  "fps=10,scale=240:-1:flags=lanczos,split[s0][s1];[s0]palettegen[p];[s1][p]paletteuse";

/** The baseline: what the post's function does. */
export const POST: RenderWay = {
  name: "the post",
  does: "two ffmpeg commands, its window mended to 30 s, over a presigned URL",
  async render(url, folder) {
    for (const args of postCommands(url, { ...WINDOW, folder })) await runFfmpeg(args);
  },
};

/** What can be had by the command line alone. */
export const ONE_DECODER: RenderWay = {
  name: "one decoder",
  does: "one ffmpeg command with both outputs behind a split, over a presigned URL",
  async render(url, folder) {
    const window = ["-ss", String(WINDOW.start), "-to", String(WINDOW.start + WINDOW.length)];
    const graph = `[0:v]split[g][s];[g]${GIF_FILTERS}[gif];[s]fps=1[stills]`;
    const gif = ["-map", "[gif]", "-loop", "0", join(folder, "post.gif")];
    const stills = ["-map", "[stills]", join(folder, "post-frame-%d.jpg")];
    await runFfmpeg([...window, "-i", url, "-filter_complex", graph, ...gif, ...stills]);
  },
};

/** The service's own adapter. */
export function serviceWay(ffmpeg: string): RenderWay {
  const renderer = createFfmpegRenderer({ ffmpeg });
  return {
    name: "gif-generator",
    does: "the window's own pictures through one decoder on one thread, without those that nobody sees",
    async render(url, folder) {
      const signal = AbortSignal.timeout(600_000);
      const window = { startSeconds: WINDOW.start, lengthSeconds: WINDOW.length };
      await renderer.render({ ...window, url, folder, withStills: true, signal });
    },
  };
}

/** Renders once, in a folder that is removed again. */
export async function measureRender(
  way: RenderWay,
  url: string,
  scratch: string,
): Promise<RenderSample> {
  const folder = await mkdtemp(join(scratch, "window-"));
  try {
    const cpuBefore = await cpuSeconds();
    const startedAt = performance.now();
    await way.render(url, folder);
    const wallSeconds = (performance.now() - startedAt) / 1000;
    const used = (await cpuSeconds()) - cpuBefore;
    return { cpuSeconds: used, wallSeconds, outputs: await digestsOf(folder) };
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function digestsOf(folder: string): Promise<readonly string[]> {
  const names = (await readdir(folder)).toSorted((a, b) => numberOf(a) - numberOf(b));
  const digest = async (name: string): Promise<string> =>
    createHash("sha256")
      .update(await readFile(join(folder, name)))
      .digest("hex");
  return Promise.all(names.map(digest));
}

/** The number of a still; 0 for the GIF. */
function numberOf(name: string): number {
  return Number(/(\d+)\.jpg$/u.exec(name)?.[1] ?? 0);
}
