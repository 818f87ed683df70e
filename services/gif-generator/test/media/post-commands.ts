import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { runFfmpeg } from "../../samples/make-clip.ts";

/** The bytes of a window's GIF and of its stills, in order. */
export interface WindowBytes {
  readonly gif: Buffer;
  readonly stills: readonly Buffer[];
}

const GIF_FILTERS =
  "fps=10,scale=240:-1:flags=lanczos,split[s0][s1];[s0]palettegen[p];[s1][p]paletteuse";

/** The two commands of the post, with `-to` mended: its windows leave out their last second. */
export function postCommands(
  input: string,
  { start, length, folder }: { start: number; length: number; folder: string },
): readonly (readonly string[])[] {
  const window = ["-ss", String(start), "-to", String(start + length)];
  return [
    [...window, "-y", "-i", input, "-vf", GIF_FILTERS, "-loop", "0", join(folder, "post.gif")],
    [...window, "-i", input, "-vf", "fps=1", join(folder, "post-frame-%d.jpg")],
  ];
}

/** Renders a window as the post does. */
export async function renderAsThePost(
  input: string,
  window: { start: number; length: number; folder: string },
): Promise<WindowBytes> {
  for (const args of postCommands(input, window)) await runFfmpeg(args);
  const { folder } = window;
  const names = (await readdir(folder)).filter((name) => name.startsWith("post-frame-"));
  return {
    gif: await readFile(join(folder, "post.gif")),
    stills: await Promise.all(
      names.map((_, index) => readFile(join(folder, `post-frame-${index + 1}.jpg`))),
    ),
  };
}
