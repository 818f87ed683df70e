import type { GetObjectCommandInput, HeadObjectCommandOutput } from "@aws-sdk/client-s3";
import { AwsError } from "../../errors.ts";
import type { Bucket } from "./buckets.ts";
import { checksumMembers } from "./checksums/checksum.ts";
import { encryptionMembers } from "./encryption.ts";
import { invalidArgument, invalidRequest } from "./errors.ts";
import { lastModified, quoted, versionMember } from "./object-reads.ts";
import { contentRange, parseRange, type ByteRange } from "./range.ts";
import type { S3Context } from "./state.ts";
import type { ObjectVersion, StoredVersion } from "./versions.ts";

/** What GetObject and HeadObject both take. */
export type ReadInput = Pick<
  GetObjectCommandInput,
  | "ChecksumMode"
  | "PartNumber"
  | "Range"
  | "ResponseCacheControl"
  | "ResponseContentDisposition"
  | "ResponseContentEncoding"
  | "ResponseContentLanguage"
  | "ResponseContentType"
  | "ResponseExpires"
>;

/** What HeadObject answers, and GetObject beside the bytes. */
export type ObjectDescription = Omit<HeadObjectCommandOutput, "$metadata" | "ArchiveStatus">;

const DEFAULT_CONTENT_TYPE = "binary/octet-stream";

/**
 * Describes an object, or the range of it that the request asks for, and sets the status of a
 * partial answer.
 *
 * @throws {AwsError} `InvalidRange`, `InvalidPartNumber`, `InvalidRequest`.
 */
export function describeObject(
  ctx: S3Context,
  found: { bucket: Bucket; version: StoredVersion },
  input: ReadInput,
): { description: ObjectDescription; range: ByteRange } {
  const { bucket, version } = found;
  refuseAnonymousOverrides(ctx, input);
  const part = askedRange(version, input);
  const range = part ?? { start: 0, size: version.sizeBytes };
  if (part !== undefined) ctx.reply.status = 206;
  const { details } = version;
  const description: ObjectDescription = {
    ...contentHeaders(version, input),
    ...(part === undefined ? wholeMembers(version, input) : partMembers(found, input, part)),
    AcceptRanges: "bytes",
    LastModified: lastModified(version),
    ContentLength: range.size,
    ETag: quoted(version.etag),
    Metadata: details.metadata ?? {},
    ...encryptionMembers(details.encryption),
    ...versionMember(bucket, version),
    WebsiteRedirectLocation: details.websiteRedirectLocation,
    StorageClass: details.storageClass,
    TagCount: details.tags.length > 0 ? details.tags.length : undefined,
  };
  return { description, range };
}

function wholeMembers({ details }: ObjectVersion, { ChecksumMode }: ReadInput): ObjectDescription {
  if (ChecksumMode !== "ENABLED") return {};
  return { ...checksumMembers(details.checksum), ChecksumType: details.checksum?.type };
}

/** The checksum is left out: it is the whole object's. */
function partMembers(
  { version }: { version: StoredVersion },
  { PartNumber }: ReadInput,
  part: ByteRange,
): ObjectDescription {
  return {
    ...(PartNumber !== undefined && { PartsCount: version.content.parts?.length }),
    ...(part.size > 0 && { ContentRange: contentRange(part, version.sizeBytes) }),
  };
}

function contentHeaders({ details }: ObjectVersion, input: ReadInput): ObjectDescription {
  const expires = input.ResponseExpires?.toUTCString() ?? details.expires;
  return {
    CacheControl: input.ResponseCacheControl ?? details.cacheControl,
    ContentDisposition: input.ResponseContentDisposition ?? details.contentDisposition,
    ContentEncoding: input.ResponseContentEncoding ?? details.contentEncoding,
    ContentLanguage: input.ResponseContentLanguage ?? details.contentLanguage,
    ContentType: input.ResponseContentType ?? details.contentType ?? DEFAULT_CONTENT_TYPE,
    ...(expires !== undefined && { Expires: new Date(expires) }),
  };
}

/** The range that the request asks for; nothing when it asks for the whole object. */
function askedRange(
  version: StoredVersion,
  { Range, PartNumber }: ReadInput,
): ByteRange | undefined {
  if (PartNumber === undefined) {
    return Range === undefined ? undefined : parseRange(Range, version.sizeBytes);
  }
  if (Range !== undefined) {
    throw invalidRequest("Cannot specify both Range header and partNumber query parameter");
  }
  if (PartNumber < 1 || PartNumber > 10_000) {
    const message = "Part number must be an integer between 1 and 10000, inclusive";
    throw invalidArgument(message, "partNumber", PartNumber);
  }
  return partRange(version, PartNumber);
}

function partRange(version: StoredVersion, partNumber: number): ByteRange {
  const parts = version.content.parts ?? [{ sizeBytes: version.sizeBytes }];
  const part = parts[partNumber - 1];
  if (part === undefined) {
    throw new AwsError("InvalidPartNumber", "The requested partnumber is not satisfiable", {
      status: 416,
      fields: { PartNumberRequested: String(partNumber), ActualPartCount: String(parts.length) },
    });
  }
  const before = parts.slice(0, partNumber - 1);
  const start = before.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  return { start, size: part.sizeBytes };
}

function refuseAnonymousOverrides({ principal }: S3Context, input: ReadInput): void {
  if (principal.kind !== "anonymous") return;
  const overrides = [
    input.ResponseCacheControl,
    input.ResponseContentDisposition,
    input.ResponseContentEncoding,
    input.ResponseContentLanguage,
    input.ResponseContentType,
    input.ResponseExpires,
  ];
  if (overrides.every((override) => override === undefined)) return;
  throw invalidRequest(
    "Request specific response headers cannot be used for anonymous GET requests.",
  );
}
