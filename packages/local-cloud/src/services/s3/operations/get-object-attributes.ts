import type * as S3 from "@aws-sdk/client-s3";
import type { Operation } from "../../../service.ts";
import { checksumMembers } from "../checksums/checksum.ts";
import { openBucket } from "../gate.ts";
import { storageClassOf } from "../list-current.ts";
import { pageSize } from "../list-output.ts";
import { required } from "../names.ts";
import { findVersion, lastModified, versionMember } from "../object-reads.ts";
import type { S3State } from "../state.ts";
import type { StoredVersion } from "../versions.ts";

type Input = Parameters<typeof getObjectAttributes>[0];

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObjectAttributes.html */
export const getObjectAttributes: Operation<typeof S3, "GetObjectAttributes", S3State> = (
  input,
  ctx,
) => {
  const bucket = openBucket(ctx, input);
  const key = required(input.Key, "Key");
  const version = findVersion(ctx, bucket, { key, versionId: input.VersionId });
  // The list comes in headers, each of which may hold several names.
  const asked = new Set((input.ObjectAttributes ?? []).flatMap((name) => name.split(/,\s*/)));
  const { checksum } = version.details;
  return {
    LastModified: lastModified(version),
    ...versionMember(bucket, version),
    ...(asked.has("ETag") && { ETag: version.etag }),
    ...(asked.has("Checksum") &&
      checksum !== undefined && {
        Checksum: { ...checksumMembers(checksum), ChecksumType: checksum.type },
      }),
    ...(asked.has("ObjectParts") && partsMember(version, input)),
    ...(asked.has("StorageClass") && { StorageClass: storageClassOf(version) }),
    ...(asked.has("ObjectSize") && { ObjectSize: version.sizeBytes }),
  };
};

function partsMember(
  version: StoredVersion,
  input: Input,
): { ObjectParts?: S3.GetObjectAttributesParts } {
  const { parts } = version.content;
  if (parts === undefined) return {};
  const marker = Number(input.PartNumberMarker ?? 0);
  const limit = pageSize(input.MaxParts, "max-parts");
  const rest = parts.filter(({ partNumber }) => partNumber > marker);
  const page = rest.slice(0, limit);
  const algorithm = version.details.checksum?.algorithm;
  return {
    ObjectParts: {
      TotalPartsCount: parts.length,
      PartNumberMarker: String(marker),
      NextPartNumberMarker: String(page.at(-1)?.partNumber ?? 0),
      MaxParts: limit,
      IsTruncated: rest.length > page.length,
      Parts: page.map(({ partNumber, sizeBytes, checksum }) => ({
        PartNumber: partNumber,
        Size: sizeBytes,
        ...(algorithm !== undefined &&
          checksum !== undefined &&
          checksumMembers({ algorithm, value: checksum })),
      })),
    },
  };
}
