import type * as S3 from "@aws-sdk/client-s3";
import type { Operation } from "../../../service.ts";
import { checksumMembers } from "../checksums/checksum.ts";
import { openBucket } from "../gate.ts";
import { pageSize } from "../list-output.ts";
import { lastModified, quoted } from "../object-reads.ts";
import type { S3State } from "../state.ts";
import { findOpenUpload } from "../upload-access.ts";

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListParts.html */
export const listParts: Operation<typeof S3, "ListParts", S3State> = (input, ctx) => {
  const bucket = openBucket(ctx, input);
  const { uploadId, key, details, checksum } = findOpenUpload(ctx, bucket, input);
  const limit = pageSize(input.MaxParts, "max-parts");
  const marker = Number(input.PartNumberMarker ?? 0);
  const rest = ctx.state.uploads.partsOf(uploadId).filter(({ partNumber }) => partNumber > marker);
  const page = rest.slice(0, limit);
  const owner = { ID: bucket.owner };
  return {
    Bucket: bucket.name,
    Key: key,
    UploadId: uploadId,
    PartNumberMarker: String(marker),
    NextPartNumberMarker: String(page.at(-1)?.partNumber ?? 0),
    MaxParts: limit,
    IsTruncated: rest.length > page.length,
    Parts: page.map((part) => ({
      PartNumber: part.partNumber,
      LastModified: lastModified(part),
      ETag: quoted(part.etag),
      Size: part.sizeBytes,
      ...(checksum.asked &&
        checksumMembers({ algorithm: checksum.algorithm, value: part.checksum })),
    })),
    Initiator: owner,
    Owner: owner,
    StorageClass: details.storageClass ?? "STANDARD",
    ...(checksum.asked && {
      ChecksumAlgorithm: checksum.algorithm,
      ChecksumType: checksum.type,
    }),
  };
};
