import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { generate } from "./generate.ts";
import { readProtoFolder } from "./read-proto.ts";

const SERVICE = join(import.meta.dirname, "..");

/** What is generated from what: the service's own types, and those that the decoder is tested with. */
const OUTPUTS = { proto: "decoders.ts", "test/proto": "every-feature.ts" };

/** Writes the decoders of the .proto files, unless they are there already as they should be. */
export async function generateDecoders(): Promise<void> {
  for (const [folder, file] of Object.entries(OUTPUTS)) {
    const source = generate(readProtoFolder(join(SERVICE, folder)), "..");
    await keep(join(SERVICE, "src/codec/generated", file), source);
  }
}

async function keep(path: string, source: string): Promise<void> {
  if ((await readIfThere(path)) === source) return;
  await mkdir(dirname(path), { recursive: true });
  // Moved into place, so that another process never reads half of it.
  const draft = `${path}.${process.pid}`;
  await writeFile(draft, source);
  await rename(draft, path);
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}
