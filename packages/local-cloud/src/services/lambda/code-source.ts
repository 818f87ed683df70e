import { Buffer } from "node:buffer";
import type { Readable } from "node:stream";
import { AwsError, NotEmulatedError } from "../../errors.ts";
import type { CodeRef } from "../../runtime/code-store.ts";
import { BadZipError } from "../../runtime/zip.ts";
import { invalidParameter } from "./errors.ts";
import type { LambdaContext } from "./state.ts";

/** Where an archive comes from; the members of `FunctionCode` and `LayerVersionContentInput`. */
export interface ArchiveSource {
  readonly ZipFile?: Uint8Array | undefined;
  readonly S3Bucket?: string | undefined;
  readonly S3Key?: string | undefined;
  readonly S3ObjectVersion?: string | undefined;
  readonly ImageUri?: string | undefined;
}

const MAX_DIRECT_BYTES = 52_428_800; // 50 MB zipped, direct upload; Lambda quotas

/**
 * Fetches an archive, as the caller, and stores it.
 *
 * @throws {AwsError} `InvalidParameterValueException`: no archive, S3 refuses, or it cannot be
 *   unpacked; `RequestTooLargeException`: a direct upload above 50 MB.
 */
export async function readArchive(source: ArchiveSource, ctx: LambdaContext): Promise<CodeRef> {
  if (source.ImageUri !== undefined)
    throw new NotEmulatedError("lambda:CreateFunction", "ImageUri");
  const archive = source.ZipFile ?? (await fromBucket(source, ctx));
  if (source.ZipFile !== undefined && archive.byteLength > MAX_DIRECT_BYTES) {
    throw new AwsError(
      "RequestTooLargeException",
      "Request must be smaller than 69905067 bytes for the CreateFunction operation",
      { status: 413 },
    );
  }
  try {
    return await ctx.state.runtime.code.add(archive);
  } catch (error) {
    if (!(error instanceof BadZipError)) throw error;
    throw invalidParameter(
      `Could not unzip uploaded file. Please check your file, then try to upload again. (${error.message})`,
    );
  }
}

async function fromBucket(source: ArchiveSource, ctx: LambdaContext): Promise<Uint8Array> {
  const { S3Bucket: bucket, S3Key: key, S3ObjectVersion: versionId } = source;
  if (bucket === undefined || key === undefined) {
    throw invalidParameter("Please provide a source for function code.");
  }
  const version = versionId === undefined ? {} : { VersionId: versionId };
  const input = { Bucket: bucket, Key: key, ...version };
  try {
    const { Body: body } = await ctx.cloud.call("s3", "GetObject", input, { as: ctx.principal });
    return await readAll(body);
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    throw invalidParameter(
      `Error occurred while GetObject. S3 Error Code: ${error.code}. S3 Error Message: ${error.message}`,
    );
  }
}

async function readAll(body: Uint8Array | string | Readable | undefined): Promise<Uint8Array> {
  if (body === undefined) return new Uint8Array();
  if (typeof body === "string" || body instanceof Uint8Array) return Buffer.from(body);
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}
