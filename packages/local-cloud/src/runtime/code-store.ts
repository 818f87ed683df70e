import { createHash, randomUUID } from "node:crypto";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { mkdir, rename, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { BadZipError, readZip } from "./zip.ts";

/** Names an archive by its content. */
export interface CodeRef {
  /** Lower-case hexadecimal SHA-256 of the archive. */
  readonly sha256: string;
  readonly sizeBytes: number;
}

/** The archives of functions and layers, kept and unpacked once per content. */
export interface CodeStore {
  /**
   * Stores an archive after proving that it can be unpacked.
   *
   * @throws {BadZipError} What is wrong with it.
   */
  add(archive: Uint8Array): Promise<CodeRef>;
  read(code: CodeRef): Uint8Array;
  /** The folder that holds the archive's files. */
  unpacked(code: CodeRef): Promise<string>;
}

const MAX_UNPACKED_BYTES = 262_144_000; // 250 MB with its layers; Lambda quotas
const EXECUTABLE = 0o755;

/** Opens the archives kept in `folder`. */
export function openCodeStore(folder: string): CodeStore {
  const pending = new Map<string, Promise<string>>();
  const archiveOf = (sha256: string): string => join(folder, `${sha256}.zip`);
  const folderOf = (sha256: string): string => join(folder, sha256);

  const unpack = async ({ sha256 }: CodeRef): Promise<string> => {
    const target = folderOf(sha256);
    if (existsSync(target)) return target;
    const entries = await readZip(readFileSync(archiveOf(sha256)), MAX_UNPACKED_BYTES);
    const partial = `${target}.${randomUUID()}`;
    await mkdir(partial, { recursive: true });
    for (const { path, data, executable } of entries) {
      const file = join(partial, path);
      mkdirSync(dirname(file), { recursive: true });
      await writeFile(file, data);
      if (executable) chmodSync(file, EXECUTABLE);
    }
    // A crash before this line leaves no folder that looks whole.
    await rename(partial, target);
    return target;
  };

  const unpacked = (code: CodeRef): Promise<string> => {
    const known = pending.get(code.sha256);
    if (known !== undefined) return known;
    const work = unpack(code);
    pending.set(code.sha256, work);
    work.catch(() => pending.delete(code.sha256));
    return work;
  };

  return {
    unpacked,
    async add(archive) {
      const sha256 = createHash("sha256").update(archive).digest("hex");
      const code = { sha256, sizeBytes: archive.byteLength };
      const file = archiveOf(sha256);
      if (!existsSync(file)) {
        const partial = `${file}.${randomUUID()}`;
        writeFileSync(partial, archive);
        renameSync(partial, file);
      }
      try {
        await unpacked(code);
      } catch (error) {
        rmSync(file, { force: true });
        throw error instanceof BadZipError
          ? error
          : new BadZipError("Could not unzip the archive", { cause: error });
      }
      return code;
    },
    read: ({ sha256 }) => readFileSync(archiveOf(sha256)),
  };
}
