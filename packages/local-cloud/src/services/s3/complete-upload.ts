import { createHash } from "node:crypto";
import type { CompletedPart } from "@aws-sdk/client-s3";
import { AwsError } from "../../errors.ts";
import { checksumOfParts, type StoredChecksum } from "./checksums/checksum.ts";
import { bareEtag } from "./conditions.ts";
import { invalidRequest, malformedXml } from "./errors.ts";
import type { Upload, UploadedPart } from "./uploads.ts";

const MIN_PART_BYTES = 5 * 1024 ** 2; // of all but the last; S3 user guide, "Multipart upload limits"

/** An upload put together from the parts that the request lists. */
export interface Assembly {
  readonly parts: readonly UploadedPart[];
  readonly sizeBytes: number;
  readonly etag: string;
  readonly checksum: StoredChecksum;
}

/**
 * Checks the list of parts against what has arrived and puts them together.
 *
 * @throws {AwsError} `MalformedXML`, `InvalidPartOrder`, `InvalidPart`, `EntityTooSmall`,
 *   `InvalidRequest`.
 */
export function assemble(
  upload: Upload,
  listed: readonly CompletedPart[],
  uploaded: readonly UploadedPart[],
): Assembly {
  if (listed.length === 0) throw malformedXml();
  checkOrder(listed);
  const byNumber = new Map(uploaded.map((part) => [part.partNumber, part]));
  const parts = listed.map((entry) => {
    const part = byNumber.get(entry.PartNumber ?? 0);
    if (part === undefined || !fits(upload, entry, part)) throw invalidPart(upload, entry);
    return part;
  });
  checkSizes(parts);
  const { algorithm, type } = upload.checksum;
  return {
    parts,
    sizeBytes: parts.reduce((sum, part) => sum + part.sizeBytes, 0),
    etag: etagOfParts(parts),
    checksum: checksumOfParts(
      algorithm,
      type,
      parts.map(({ checksum: value, sizeBytes }) => ({ value, sizeBytes })),
    ),
  };
}

/** The list as text, to know the same request again. */
export function describeParts(listed: readonly CompletedPart[]): string {
  return listed.map(({ PartNumber, ETag }) => `${PartNumber}:${bareEtag(ETag ?? "")}`).join(",");
}

function checkOrder(listed: readonly CompletedPart[]): void {
  for (const [index, { PartNumber = 0 }] of listed.entries()) {
    const before = listed[index - 1]?.PartNumber ?? 0;
    if (PartNumber > before) continue;
    throw new AwsError(
      "InvalidPartOrder",
      "The list of parts was not in ascending order. Parts must be ordered by part number.",
    );
  }
}

function fits({ checksum }: Upload, entry: CompletedPart, part: UploadedPart): boolean {
  if (bareEtag(entry.ETag ?? "") !== part.etag) return false;
  const given = entry[`Checksum${checksum.algorithm}`];
  if (given === undefined && checksum.asked && checksum.type === "COMPOSITE") {
    throw invalidRequest(
      `The upload was created using a ${checksum.algorithm.toLowerCase()} checksum. The complete ` +
        "request must include the checksum for each part. It was missing for part " +
        `${part.partNumber} in the request.`,
    );
  }
  return given === undefined || given === part.checksum;
}

function checkSizes(parts: readonly UploadedPart[]): void {
  for (const { sizeBytes, partNumber, etag } of parts.slice(0, -1)) {
    if (sizeBytes >= MIN_PART_BYTES) continue;
    const message = "Your proposed upload is smaller than the minimum allowed size";
    throw new AwsError("EntityTooSmall", message, {
      fields: {
        ProposedSize: String(sizeBytes),
        MinSizeAllowed: String(MIN_PART_BYTES),
        PartNumber: String(partNumber),
        ETag: etag,
      },
    });
  }
}

function invalidPart({ uploadId }: Upload, { PartNumber, ETag }: CompletedPart): AwsError {
  const message =
    "One or more of the specified parts could not be found.  The part may not have been uploaded, " +
    "or the specified entity tag may not match the part's entity tag.";
  return new AwsError("InvalidPart", message, {
    fields: { UploadId: uploadId, PartNumber: String(PartNumber), ETag: bareEtag(ETag ?? "") },
  });
}

/** The MD5 of the parts' MD5s, and how many they are. */
function etagOfParts(parts: readonly UploadedPart[]): string {
  const hash = createHash("md5");
  for (const { etag } of parts) hash.update(Buffer.from(etag, "hex"));
  return `${hash.digest("hex")}-${parts.length}`;
}
