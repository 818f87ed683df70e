import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import * as z from "zod";
import { HEADER_BYTES, platformOfBinary } from "./binary-header.ts";
import { zipLayer } from "./layer-zip.ts";
import type { Platform } from "./platform.ts";

const PACKAGES = "@ffmpeg-installer";
const MAX_LAYER_BYTES = 262_144_000; // 250 MB unpacked, with the function; Lambda quotas
const NOTICE = join(import.meta.dirname, "NOTICE.txt");

const Manifest = z.object({ version: z.string(), license: z.string() });

/** Where the package manager has put the FFmpeg of a platform. */
export interface FfmpegPackage {
  readonly binary: string;
  readonly version: string;
}

/**
 * Finds the package that holds a platform's binary.
 *
 * @throws {Error} It is not installed: another system's optional package on this machine.
 */
export async function findFfmpeg(platform: Platform): Promise<FfmpegPackage> {
  const name = `${PACKAGES}/${platform}`;
  const require = createRequire(import.meta.url);
  try {
    const { version } = Manifest.parse(
      JSON.parse(await readFile(require.resolve(`${name}/package.json`), "utf8")),
    );
    return { binary: require.resolve(`${name}/ffmpeg`), version };
  } catch (cause) {
    throw new Error(`${name} is not installed on ${process.platform}-${process.arch}`, { cause });
  }
}

/**
 * Proves that a program is for the platform that it is to run on.
 *
 * @throws {Error} What it is for instead.
 */
export function checkBinary(binary: Buffer, platform: Platform): void {
  const found = platformOfBinary(binary.subarray(0, HEADER_BYTES));
  if (found !== platform) {
    throw new Error(`the FFmpeg for ${platform} is a program for ${found ?? "something else"}`);
  }
  if (binary.length > MAX_LAYER_BYTES) throw new Error("FFmpeg is larger than Lambda allows");
}

/** Makes the layer's archive in `folder` unless it is there, and returns its path. */
export async function buildLayer(platform: Platform, folder: string): Promise<string> {
  const { binary: file, version } = await findFfmpeg(platform);
  const archive = join(folder, `ffmpeg-${version}-${platform}.zip`);
  if (existsSync(archive)) return archive;
  const binary = await readFile(file);
  checkBinary(binary, platform);
  const zip = await zipLayer([
    { path: "bin/ffmpeg", data: binary, executable: true },
    { path: "share/doc/ffmpeg/NOTICE.txt", data: await readFile(NOTICE) },
  ]);
  await mkdir(folder, { recursive: true });
  const partial = `${archive}.${randomUUID()}`;
  await writeFile(partial, zip);
  await rename(partial, archive);
  return archive;
}
