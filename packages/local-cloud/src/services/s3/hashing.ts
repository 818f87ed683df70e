import { createHash } from "node:crypto";
import type { ByteObserver } from "./blobs.ts";
import { createDigest, type Algorithm, type Digest } from "./checksums/checksum.ts";

/** What is known of bytes that have passed. */
export interface Fingerprint {
  readonly sizeBytes: number;
  /** Hexadecimal: the ETag. */
  readonly md5: string;
  /** Base64, by algorithm. */
  readonly checksums: ReadonlyMap<Algorithm, string>;
}

/** Looks at bytes as they pass and knows them in the end. */
export interface Hashing extends ByteObserver {
  /** To be called once. */
  finish(): Fingerprint;
}

/** Starts to hash by MD5 and by each of the algorithms once. */
export function startHashing(algorithms: readonly Algorithm[]): Hashing {
  const md5 = createHash("md5");
  const digests = new Map<Algorithm, Digest>();
  for (const algorithm of algorithms) digests.set(algorithm, createDigest(algorithm));
  let sizeBytes = 0;
  return {
    update(bytes) {
      sizeBytes += bytes.length;
      md5.update(bytes);
      for (const digest of digests.values()) digest.update(bytes);
    },
    finish: () => ({
      sizeBytes,
      md5: md5.digest("hex"),
      checksums: new Map([...digests].map(([name, digest]) => [name, digest.value()])),
    }),
  };
}
