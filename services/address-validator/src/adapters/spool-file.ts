import { closeSync, openSync, readSync, writeSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Spools } from "../app/ports.ts";

/**
 * Files in the function's own folder. They are read synchronously: a read of a file that was just written is a copy
 * out of the system's memory, and shorter than the way to a thread and back.
 */
export const fileSpools: Spools = {
  async open() {
    const folder = await mkdtemp(join(tmpdir(), "gather-"));
    const file = openSync(join(folder, "lines"), "w+");
    let sizeBytes = 0;
    return {
      append(bytes) {
        for (let from = 0; from < bytes.length;) {
          from += writeSync(file, bytes, from, bytes.length - from, sizeBytes + from);
        }
        sizeBytes += bytes.length;
      },
      read(start, length) {
        const bytes = Buffer.allocUnsafeSlow(Math.min(length, Math.max(0, sizeBytes - start)));
        let read = 0;
        while (read < bytes.length) {
          const count = readSync(file, bytes, read, bytes.length - read, start + read);
          if (count === 0) throw new Error("the file is shorter than what was written");
          read += count;
        }
        return bytes;
      },
      async close() {
        closeSync(file);
        await rm(folder, { recursive: true, force: true });
      },
    };
  },
};
