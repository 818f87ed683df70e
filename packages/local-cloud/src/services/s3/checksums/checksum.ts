import { createHash } from "node:crypto";
import { crc32 } from "node:zlib";
import type { ChecksumType } from "@aws-sdk/client-s3";
import { AwsError, NotEmulatedError } from "../../../errors.ts";
import { badDigest } from "../errors.ts";
import { combineCrc, type CrcPolynomial } from "./combine-crc.ts";
import { createCrc32c, createCrc64Nvme } from "./crc.ts";

/** The checksum algorithms that this cloud computes; S3 knows more. */
export const ALGORITHMS = ["CRC32", "CRC32C", "CRC64NVME", "SHA1", "SHA256"] as const;
export type Algorithm = (typeof ALGORITHMS)[number];

/** What S3 adds itself when the client names no algorithm. */
export const DEFAULT_ALGORITHM: Algorithm = "CRC64NVME";

/** A checksum as it is kept with an object or a part. */
export interface StoredChecksum {
  readonly algorithm: Algorithm;
  /** Base64; of a composite one followed by `-` and the number of parts. */
  readonly value: string;
  readonly type: ChecksumType;
}

/** The members of S3's shapes that carry one checksum each. */
export type ChecksumMembers = { readonly [A in Algorithm as `Checksum${A}`]?: string | undefined };

/** A digest fed piece by piece. */
export interface Digest {
  update(bytes: Uint8Array): void;
  /** Base64. */
  value(): string;
}

const POLYNOMIALS: { readonly [A in Algorithm]?: CrcPolynomial } = {
  CRC32: { width: 32, reflected: 0xedb88320n },
  CRC32C: { width: 32, reflected: 0x82f63b78n },
  CRC64NVME: { width: 64, reflected: 0x9a6c9329ac4bc9b5n },
};

/** Starts a digest. */
export function createDigest(algorithm: Algorithm): Digest {
  switch (algorithm) {
    case "CRC32": {
      let crc = 0;
      return {
        update: (bytes) => {
          crc = crc32(bytes, crc);
        },
        value: () => toBase64(BigInt(crc), 4),
      };
    }
    case "CRC32C": {
      const crc = createCrc32c();
      return { update: (bytes) => crc.update(bytes), value: () => toBase64(crc.value(), 4) };
    }
    case "CRC64NVME": {
      const crc = createCrc64Nvme();
      return { update: (bytes) => crc.update(bytes), value: () => toBase64(crc.value(), 8) };
    }
    case "SHA1":
    case "SHA256": {
      const hash = createHash(algorithm.toLowerCase());
      return { update: (bytes) => void hash.update(bytes), value: () => hash.digest("base64") };
    }
  }
}

/**
 * The algorithm by name.
 *
 * @throws {NotEmulatedError} for those that S3 has and this cloud has not.
 */
export function algorithmNamed(name: string): Algorithm {
  const found = ALGORITHMS.find((algorithm) => algorithm === name.toUpperCase());
  if (found !== undefined) return found;
  if (/^(?:XXHASH|SHA512|MD5)/i.test(name)) throw new NotEmulatedError("ChecksumAlgorithm", name);
  throw new AwsError(
    "InvalidRequest",
    "Checksum algorithm provided is unsupported. Please try again with any of the valid types: " +
      "[CRC32, CRC32C, CRC64NVME, SHA1, SHA256]",
  );
}

/** The checksum that the client sent along, if any. */
export function givenChecksum(
  input: ChecksumMembers,
): { algorithm: Algorithm; value: string } | undefined {
  for (const algorithm of ALGORITHMS) {
    const value = input[`Checksum${algorithm}`];
    if (value !== undefined) return { algorithm, value };
  }
  return undefined;
}

/**
 * Compares what the client says with what was read.
 *
 * @throws {AwsError} `BadDigest`: they differ.
 */
export function verifyChecksum(
  given: { algorithm: Algorithm; value: string } | undefined,
  computed: string,
): void {
  if (given === undefined || given.value === computed) return;
  throw badDigest(`The ${given.algorithm} you specified did not match the calculated checksum.`);
}

/** The members of an answer for a stored checksum. */
export function checksumMembers(
  checksum: Pick<StoredChecksum, "algorithm" | "value"> | undefined,
): ChecksumMembers {
  return checksum === undefined ? {} : { [`Checksum${checksum.algorithm}`]: checksum.value };
}

/** Only CRCs of parts can be joined into the CRC of the whole. */
export function canBeFullObject(algorithm: Algorithm): boolean {
  return POLYNOMIALS[algorithm] !== undefined;
}

/** One part of an upload, as far as checksums go. */
export interface PartChecksum {
  /** Base64. */
  readonly value: string;
  readonly sizeBytes: number;
}

/** The checksum of a whole object from those of its parts, without reading it again. */
export function checksumOfParts(
  algorithm: Algorithm,
  type: ChecksumType,
  parts: readonly PartChecksum[],
): StoredChecksum {
  const polynomial = POLYNOMIALS[algorithm];
  if (type === "COMPOSITE" || polynomial === undefined) {
    const digest = createDigest(algorithm);
    for (const { value } of parts) digest.update(Buffer.from(value, "base64"));
    return { algorithm, value: `${digest.value()}-${parts.length}`, type: "COMPOSITE" };
  }
  let whole = 0n;
  for (const { value, sizeBytes } of parts) {
    const crc = BigInt(`0x${Buffer.from(value, "base64").toString("hex")}`);
    whole = combineCrc(polynomial, whole, { crc, sizeBytes });
  }
  return { algorithm, value: toBase64(whole, polynomial.width / 8), type: "FULL_OBJECT" };
}

function toBase64(value: bigint, sizeBytes: number): string {
  return Buffer.from(value.toString(16).padStart(sizeBytes * 2, "0"), "hex").toString("base64");
}
