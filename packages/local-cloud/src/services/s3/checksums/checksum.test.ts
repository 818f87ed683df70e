import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ALGORITHMS, checksumOfParts, createDigest, type Algorithm } from "./checksum.ts";

function digestOf(algorithm: Algorithm, ...pieces: Uint8Array[]): string {
  const digest = createDigest(algorithm);
  for (const piece of pieces) digest.update(piece);
  return digest.value();
}

describe("createDigest", () => {
  test.each([
    { algorithm: "CRC32", hex: "cbf43926" },
    { algorithm: "CRC32C", hex: "e3069283" },
    { algorithm: "CRC64NVME", hex: "ae8b14860a799888" },
    { algorithm: "SHA1", hex: "f7c3bc1d808e04732adf679965ccc34ca7ae3441" },
  ] as const)("gives the catalogue's check value of $algorithm", ({ algorithm, hex }) => {
    const value = digestOf(algorithm, Buffer.from("123456789"));
    expect(Buffer.from(value, "base64").toString("hex")).toBe(hex);
  });

  test("does not depend on how the bytes are cut", () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.uint8Array(), (left, right) => {
        const whole = Buffer.concat([left, right]);
        for (const algorithm of ALGORITHMS) {
          expect(digestOf(algorithm, left, right)).toBe(digestOf(algorithm, whole));
        }
      }),
    );
  });
});

describe("checksumOfParts", () => {
  test("joins the CRCs of parts into the CRC of the whole", () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array(), { minLength: 1, maxLength: 4 }), (parts) => {
        for (const algorithm of ["CRC32", "CRC32C", "CRC64NVME"] as const) {
          const pieces = parts.map((part) => ({
            value: digestOf(algorithm, part),
            sizeBytes: part.length,
          }));
          const joined = checksumOfParts(algorithm, "FULL_OBJECT", pieces);
          expect(joined.value).toBe(digestOf(algorithm, Buffer.concat(parts)));
        }
      }),
      { numRuns: 30 },
    );
  });

  test("hashes the parts' digests for a composite checksum", () => {
    const parts = [Buffer.from("a"), Buffer.from("b")];
    const digests = parts.map((part) => digestOf("SHA256", part));
    const joined = checksumOfParts(
      "SHA256",
      "COMPOSITE",
      digests.map((value) => ({ value, sizeBytes: 1 })),
    );
    const expected = digestOf("SHA256", ...digests.map((value) => Buffer.from(value, "base64")));
    expect(joined).toEqual({ algorithm: "SHA256", value: `${expected}-2`, type: "COMPOSITE" });
  });
});
