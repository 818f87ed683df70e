import { GetObjectCommand, paginateListObjectsV2, type S3Client } from "@aws-sdk/client-s3";
import { createHash } from "node:crypto";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { World } from "../../../scripts/soak/world.ts";
import { manifestKey } from "../src/domain/names.ts";
import { Manifest } from "../src/schemas/manifest.ts";
import type { Clip, Content } from "./clips.ts";
import type { Heard } from "./ears.ts";

/** What was made of a clip. */
export interface Made {
  /** Digests of all files but the manifest, by their names less the clip's. */
  readonly files: ReadonlyMap<string, string>;
  /** Undefined when there is none. */
  readonly manifest: Manifest | undefined;
}

/** All that is known once everything has come to rest. */
export interface Evidence {
  readonly clips: readonly Clip[];
  /** By key. */
  readonly made: ReadonlyMap<string, Made>;
  /** By content: what an undisturbed run has made of it. */
  readonly wanted: ReadonlyMap<Content, Made>;
  readonly heard: readonly Heard[];
  /** Files in the temporary folders of functions. */
  readonly leftFiles: readonly string[];
  /** What waits in a queue of failures although all was redriven. */
  readonly letters: readonly string[];
  /** Whether somebody was killed between telling the world and noting it: then it may be told twice. */
  readonly tellsTwice: boolean;
}

/** Everything in the folder of a clip. */
export async function readMade(s3: S3Client, Bucket: string, base: string): Promise<Made> {
  const pages = paginateListObjectsV2({ client: s3 }, { Bucket, Prefix: `${base}/` });
  const files = new Map<string, string>();
  let manifest: Manifest | undefined;
  for await (const { Contents = [] } of pages) {
    for (const { Key = "" } of Contents) {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
      const bytes = (await Body?.transformToByteArray()) ?? new Uint8Array();
      if (Key === manifestKey(base)) {
        manifest = Manifest.parse(JSON.parse(Buffer.from(bytes).toString()));
      } else {
        files.set(Key.replaceAll(base, "*"), createHash("sha256").update(bytes).digest("hex"));
      }
    }
  }
  return { files, manifest };
}

/** Files that functions have left; folders of environments that are still there do not count. */
export async function leftFiles({ dataDir }: World): Promise<readonly string[]> {
  const root = join(dataDir, "lambda-scratch");
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => !entry.isDirectory() || entry.name.startsWith("window-"))
    .map((entry) => join(entry.parentPath, entry.name));
}
