import { execFileSync } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readZip } from "../../../packages/local-cloud/src/runtime/zip.ts";
import { platformOfBinary } from "../layer/binary-header.ts";
import { buildLayer, checkBinary, findFfmpeg } from "../layer/build-layer.ts";
import { zipLayer } from "../layer/layer-zip.ts";
import { architectureOf, platformOf } from "../layer/platform.ts";

const MAX_LAYER_BYTES = 262_144_000; // Lambda quotas
const LINUX = ["linux-arm64", "linux-x64"] as const;
let folder = "";

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "ffmpeg-layer-"));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

describe.each(LINUX)("the layer for %s", (platform) => {
  test("holds a program for that processor, which may be run, within Lambda's limit", async () => {
    const archive = await readFile(await buildLayer(platform, folder));
    const [program, notice] = await readZip(archive, MAX_LAYER_BYTES);
    expect(program).toMatchObject({ path: "bin/ffmpeg", executable: true });
    expect(platformOfBinary(Buffer.from(program?.data ?? []))).toBe(platform);
    expect(Buffer.from(notice?.data ?? []).toString()).toContain("GNU General Public");
  });
});

test("a program for another processor does not get into a layer", async () => {
  const { binary } = await findFfmpeg("linux-x64");
  const bytes = await readFile(binary);
  expect(() => checkBinary(bytes, "linux-arm64")).toThrow(
    "the FFmpeg for linux-arm64 is a program for linux-x64",
  );
  expect(() => checkBinary(Buffer.from("#!/bin/sh\nexit 0 # not ELF"), "linux-x64")).toThrow(
    "a program for something else",
  );
});

test.each([
  { platform: "darwin-arm64", header: "cffaedfe0c000001000000000200000000000000" },
  { platform: "darwin-x64", header: "cffaedfe07000001000000000200000000000000" },
  { platform: undefined, header: "7f454c4601010100000000000000000002000300" },
  { platform: undefined, header: "cafebabe" },
])("$platform is what the header $header says", ({ platform, header }) => {
  expect(platformOfBinary(Buffer.from(header, "hex"))).toBe(platform);
});

test("the same files make the same archive, and unzip keeps what may be run", async () => {
  const files = [
    { path: "bin/hello", data: Buffer.from("#!/bin/sh\necho hello\n"), executable: true },
    { path: "doc", data: Buffer.from("x".repeat(100_000)) },
  ];
  const archive = await zipLayer(files);
  expect((await zipLayer(files)).equals(archive)).toBe(true);
  expect(await readZip(archive, MAX_LAYER_BYTES)).toMatchObject([
    { path: "bin/hello", executable: true },
    { path: "doc", executable: false },
  ]);
});

test("the host's platform is one that can run here", async () => {
  const platform = platformOf("host");
  const { binary } = await findFfmpeg(platform);
  expect(execFileSync(binary, ["-version"]).toString()).toMatch(/^ffmpeg version/);
});

test("Lambda's processors are named as Lambda names them, and there are no others", () => {
  expect(LINUX.map(architectureOf)).toEqual(["arm64", "x86_64"]);
  expect(architectureOf("darwin-arm64")).toBe(undefined);
  expect(() => platformOf("win32-x64")).toThrow("there is no FFmpeg for win32-x64");
});
