import type * as S3 from "@aws-sdk/client-s3";
import { NotEmulatedError } from "../../../errors.ts";
import type { Operation } from "../../../service.ts";
import {
  algorithmNamed,
  checksumMembers,
  DEFAULT_ALGORITHM,
  type StoredChecksum,
} from "../checksums/checksum.ts";
import { checkStillThere, hashSource, openCopySource, type CopySource } from "../copy-source.ts";
import { encryptionMembers } from "../encryption.ts";
import { invalidRequest } from "../errors.ts";
import { openBucket } from "../gate.ts";
import { checkKey, required } from "../names.ts";
import { readDetails } from "../object-details.ts";
import { lastModified, quoted, versionMember } from "../object-reads.ts";
import { shownVersion, storeObject } from "../object-writes.ts";
import type { S3Context, S3State } from "../state.ts";
import type { ObjectDetails } from "../versions.ts";

const MAX_COPY_BYTES = 5 * 1024 ** 3; // S3 API reference, CopyObject

type Input = Parameters<typeof copyObject>[0];

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html */
export const copyObject: Operation<typeof S3, "CopyObject", S3State> = async (input, ctx) => {
  const bucket = openBucket(ctx, input);
  const key = required(input.Key, "Key");
  checkKey(key);
  if (input.AnnotationDirective !== undefined) {
    throw new NotEmulatedError("CopyObject", "AnnotationDirective");
  }
  const source = openCopySource(ctx, input);
  refuseNoChange(input, source);
  refuseTooLarge(source);
  const chosen = chooseDetails(readDetails(bucket, input), input, source);
  const { etag, checksum } = await fingerprint(ctx, input, source);
  const details = { ...chosen, checksum };
  const version = ctx.cloud.store.transaction(() => {
    checkStillThere(ctx, source);
    return storeObject(ctx, bucket.name, {
      key,
      sizeBytes: source.version.sizeBytes,
      etag,
      details,
      content: { segments: source.content.segments },
      conditions: input,
      cause: "Copy",
    });
  });
  const sourceVersion = shownVersion(source.bucket, source.version);
  return {
    CopyObjectResult: {
      ETag: quoted(etag),
      LastModified: lastModified(version),
      ...checksumMembers(checksum),
      ChecksumType: checksum.type,
    },
    ...encryptionMembers(details.encryption),
    ...versionMember(bucket, version),
    ...(sourceVersion !== undefined && { CopySourceVersionId: sourceVersion }),
  };
};

/** Metadata and tags are the source's unless the request replaces them; the rest is the request's. */
function chooseDetails(asked: ObjectDetails, input: Input, source: CopySource): ObjectDetails {
  const { details } = source.version;
  const headers =
    input.MetadataDirective === "REPLACE"
      ? {}
      : {
          contentType: details.contentType,
          cacheControl: details.cacheControl,
          contentDisposition: details.contentDisposition,
          contentEncoding: details.contentEncoding,
          contentLanguage: details.contentLanguage,
          expires: details.expires,
          metadata: details.metadata,
        };
  const tags = input.TaggingDirective === "REPLACE" ? asked.tags : details.tags;
  return { ...asked, ...headers, tags };
}

/** Only what is not known yet makes it read the bytes. */
async function fingerprint(
  ctx: S3Context,
  input: Input,
  source: CopySource,
): Promise<{ etag: string; checksum: StoredChecksum }> {
  const { etag, details, sizeBytes } = source.version;
  const known = details.checksum?.type === "FULL_OBJECT" ? details.checksum : undefined;
  const algorithm =
    input.ChecksumAlgorithm === undefined
      ? (details.checksum?.algorithm ?? DEFAULT_ALGORITHM)
      : algorithmNamed(input.ChecksumAlgorithm);
  // The ETag of an object that was uploaded in parts is not the MD5 of its bytes.
  if (known?.algorithm === algorithm && !etag.includes("-")) return { etag, checksum: known };
  const range = { start: 0, size: sizeBytes };
  const { md5, checksums } = await hashSource(ctx, source, { range, algorithms: [algorithm] });
  const value = checksums.get(algorithm) ?? "";
  return { etag: md5, checksum: { algorithm, value, type: "FULL_OBJECT" } };
}

function refuseNoChange(input: Input, { bucket, version }: CopySource): void {
  const itself = input.Bucket === bucket.name && input.Key === version.key && version.isLatest;
  const changes = [
    input.MetadataDirective === "REPLACE",
    input.StorageClass !== undefined,
    input.WebsiteRedirectLocation !== undefined,
    input.ServerSideEncryption !== undefined,
    input.ChecksumAlgorithm !== undefined,
    bucket.versioning === "Enabled" && input.CopySource?.includes("?versionId=") === true,
  ];
  if (!itself || changes.includes(true)) return;
  throw invalidRequest(
    "This copy request is illegal because it is trying to copy an object to itself without " +
      "changing the object's metadata, storage class, website redirect location or encryption " +
      "attributes.",
  );
}

function refuseTooLarge({ version }: CopySource): void {
  if (version.sizeBytes <= MAX_COPY_BYTES) return;
  throw invalidRequest(
    `The specified copy source is larger than the maximum allowable size for a copy source: ${MAX_COPY_BYTES}`,
  );
}
