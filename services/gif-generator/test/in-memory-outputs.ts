import { ConflictError } from "@blueprints/lambda-kit/errors";
import type { Output, Outputs } from "../src/app/ports.ts";
import { folderOf, manifestKey } from "../src/domain/names.ts";
import { isOlder } from "../src/domain/order.ts";
import type { SourceVersion } from "../src/domain/video.ts";

/** The bucket of outputs in memory, and a look into it. */
export interface InMemoryOutputs extends Outputs {
  readonly files: Map<string, Output & { readonly source: SourceVersion }>;
}

/** The bucket of outputs, as its contract has it, in memory. */
export function inMemoryOutputs(): InMemoryOutputs {
  const files: InMemoryOutputs["files"] = new Map();
  return {
    files,
    async put(output, source, isCurrent) {
      const there = files.get(output.key);
      const isSame = there !== undefined && Buffer.compare(there.bytes, output.bytes) === 0;
      if (isSame) return;
      if (there !== undefined && !(await isCurrent())) throw new ConflictError("Overtaken", "late");
      files.set(output.key, { ...output, source });
    },
    async list(base) {
      const own = [...files].filter(([key]) => key.startsWith(folderOf(base)));
      return new Map(own.map(([key, { bytes }]) => [key, bytes.length]));
    },
    async remove(keys) {
      for (const key of keys) files.delete(key);
    },
    async removeOlderManifest(base, source) {
      const there = files.get(manifestKey(base));
      if (there !== undefined && isOlder(there.source, source)) files.delete(manifestKey(base));
    },
  };
}
