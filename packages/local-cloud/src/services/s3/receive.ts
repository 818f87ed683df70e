import { Readable } from "node:stream";
import type { ChecksumAlgorithm } from "@aws-sdk/client-s3";
import { AwsError } from "../../errors.ts";
import type { HttpCall } from "../../service.ts";
import type { BlobFiles, Segment } from "./blobs.ts";
import {
  ALGORITHMS,
  algorithmNamed,
  DEFAULT_ALGORITHM,
  givenChecksum,
  verifyChecksum,
  type Algorithm,
  type ChecksumMembers,
} from "./checksums/checksum.ts";
import { badDigest, entityTooLarge } from "./errors.ts";
import { startHashing, type Fingerprint, type Hashing } from "./hashing.ts";
import type { S3Context } from "./state.ts";

const MAX_UPLOAD_BYTES = 5 * 1024 ** 3; // one PutObject or UploadPart; S3 user guide, "Uploading objects"

/** The members of PutObject and UploadPart that are about the bytes. */
export interface BodyInput extends ChecksumMembers {
  readonly Body?: Readable | undefined;
  readonly ContentLength?: number | undefined;
  readonly ContentMD5?: string | undefined;
  readonly ChecksumAlgorithm?: ChecksumAlgorithm | undefined;
}

/** A body that has been written and that nothing refers to yet. */
export interface ReceivedBody extends Fingerprint {
  readonly segments: readonly Segment[];
  /** By the client's algorithm, or S3's own. */
  readonly checksum: { readonly algorithm: Algorithm; readonly value: string };
}

/**
 * Writes a request's body to a file, hashing it as it passes.
 *
 * @param alsoBy An algorithm to hash by beside the client's, and without one of the client's.
 * @throws {AwsError} `BadDigest`, `InvalidDigest`, `EntityTooLarge`.
 */
export async function receiveBody(
  ctx: S3Context,
  input: BodyInput,
  alsoBy?: Algorithm,
): Promise<ReceivedBody> {
  checkAnnounced(input);
  const asked = clientAlgorithm(input, ctx.http);
  const algorithm = asked ?? alsoBy ?? DEFAULT_ALGORITHM;
  const hashing = startHashing([algorithm, alsoBy ?? algorithm]);
  const { blobs } = ctx.state;
  const segments = await write(blobs, toReadable(input.Body), hashing);
  const fingerprint = hashing.finish();
  const value = fingerprint.checksums.get(algorithm) ?? "";
  try {
    verifyMd5(input.ContentMD5, fingerprint.md5);
    verifyChecksum(givenChecksum(input) ?? trailingChecksum(algorithm, ctx.http), value);
  } catch (error) {
    blobs.discard(segments);
    throw error;
  }
  return { ...fingerprint, segments, checksum: { algorithm, value } };
}

async function write(blobs: BlobFiles, body: Readable, hashing: Hashing): Promise<Segment[]> {
  try {
    return await blobs.write(body, { observers: [hashing], maxBytes: MAX_UPLOAD_BYTES });
  } catch (error) {
    // What the connection's failure is to the stream is no defect of this cloud.
    if (error instanceof AwsError || (body.errored !== error && !isCutOff(error))) throw error;
    const message = "The request body terminated unexpectedly";
    throw new AwsError("IncompleteBody", message, { cause: error });
  }
}

function isCutOff(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ERR_STREAM_PREMATURE_CLOSE";
}

/** What can be refused before a byte has been read. */
function checkAnnounced({ ContentLength = 0, ContentMD5 }: BodyInput): void {
  if (ContentLength > MAX_UPLOAD_BYTES) throw entityTooLarge(ContentLength, MAX_UPLOAD_BYTES);
  checkMd5Header(ContentMD5);
}

/** The client's choice: by a value, by name, or by announcing a trailer. */
export function clientAlgorithm(
  input: BodyInput,
  http: HttpCall | undefined,
): Algorithm | undefined {
  const given = givenChecksum(input);
  if (given !== undefined) return given.algorithm;
  if (input.ChecksumAlgorithm !== undefined) return algorithmNamed(input.ChecksumAlgorithm);
  const trailer = http?.headers["x-amz-trailer"]?.toLowerCase() ?? "";
  return ALGORITHMS.find((algorithm) => trailer === headerOf(algorithm));
}

/** A trailer shows among the headers once the body has been read. */
function trailingChecksum(
  algorithm: Algorithm,
  http: HttpCall | undefined,
): { algorithm: Algorithm; value: string } | undefined {
  const value = http?.headers[headerOf(algorithm)];
  return value === undefined ? undefined : { algorithm, value };
}

function headerOf(algorithm: Algorithm): string {
  return `x-amz-checksum-${algorithm.toLowerCase()}`;
}

/** Calls from inside the cloud may bring bytes or text. */
function toReadable(body: unknown): Readable {
  if (body instanceof Readable) return body;
  return Readable.from(body === undefined ? [] : [body]);
}

function checkMd5Header(header: string | undefined): void {
  if (header === undefined || /^[A-Za-z0-9+/]{22}==$/.test(header)) return;
  throw new AwsError("InvalidDigest", "The Content-MD5 you specified was invalid.", {
    fields: { "Content-MD5": header },
  });
}

function verifyMd5(header: string | undefined, computedHex: string): void {
  if (header === undefined) return;
  if (Buffer.from(header, "base64").toString("hex") === computedHex) return;
  throw badDigest("The Content-MD5 you specified did not match what we received.");
}
