import { PutObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeClip } from "../samples/make-clip.ts";

/** The contents of all clips, by their names: small, or 50 of them would be a test of ffmpeg. */
const LENGTHS = { short: 2, long: 31 } as const; // seconds; windows have 30
const SIZE = { width: 96, height: 54, framesPerSecond: 5 } as const;

/** Which content a clip has. */
export type Content = keyof typeof LENGTHS;

export const CONTENTS = ["short", "long"] as const satisfies readonly Content[];

const LONG_EVERY = 5;
const OVERWRITTEN_EVERY = 10;

/** One key that is uploaded. */
export interface Clip {
  readonly key: string;
  /** The last one counts. */
  readonly contents: readonly Content[];
}

/** What a clip has to become. */
export function lastOf({ contents }: Clip): Content {
  return contents.at(-1) ?? "short";
}

/** The clips of a soak: short ones, some of two windows, and some that are overwritten at once. */
export function chooseClips(count: number): readonly Clip[] {
  return Array.from({ length: count }, (_, index): Clip => {
    const content = index % LONG_EVERY === 0 ? "long" : "short";
    const isOverwritten = index % OVERWRITTEN_EVERY === 1;
    return {
      key: `soak-${String(index).padStart(4, "0")}.mp4`,
      contents: isOverwritten ? ["long", content] : [content],
    };
  });
}

/** Makes each content once. */
export async function makeContents(): Promise<ReadonlyMap<Content, Buffer>> {
  const folder = await mkdtemp(join(tmpdir(), "soak-clips-"));
  try {
    const made = new Map<Content, Buffer>();
    for (const name of CONTENTS) {
      const path = join(folder, `${name}.mp4`);
      await makeClip({ path, seconds: LENGTHS[name], ...SIZE });
      made.set(name, await readFile(path));
    }
    return made;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Uploads all clips at once; each is acknowledged when this resolves. */
export async function uploadClips(
  s3: S3Client,
  Bucket: string,
  { clips, bodies }: { clips: readonly Clip[]; bodies: ReadonlyMap<Content, Buffer> },
): Promise<void> {
  await Promise.all(
    clips.map(async ({ key, contents }) => {
      for (const content of contents) {
        const Body = bodies.get(content) ?? Buffer.alloc(0);
        await s3.send(new PutObjectCommand({ Bucket, Key: key, Body }));
      }
    }),
  );
}
