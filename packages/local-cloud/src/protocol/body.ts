import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import type { Readable } from "node:stream";
import { AwsError } from "../errors.ts";
import type { WireRequest } from "./wire.ts";

const gunzipAsync = promisify(gunzip);

/** The most that a body that is not streamed may hold, packed or not. */
const MAX_BODY_BYTES = 128 * 1024 * 1024; // a 50 MB zip in base64, CreateFunction's largest, fits

/**
 * Reads a request body that is not streamed, unpacking gzip (CloudWatch's client packs).
 *
 * @throws {AwsError} `RequestEntityTooLarge`, `SerializationException` for a broken gzip.
 */
export async function readBody(request: WireRequest): Promise<Uint8Array> {
  const packed = await readAll(request.body, MAX_BODY_BYTES);
  if (!(request.headers["content-encoding"] ?? "").split(",").includes("gzip")) return packed;
  try {
    return await gunzipAsync(packed, { maxOutputLength: MAX_BODY_BYTES });
  } catch (cause) {
    throw new AwsError("SerializationException", "the body is not valid gzip", { cause });
  }
}

/**
 * Every byte of a stream. It is not destroyed when there are too many: the refusal goes out over the same
 * connection. Listeners and no iterator or pipe, which cost small requests more than all of their decoding.
 */
function readAll(source: Readable, maxBytes: number): Promise<Buffer> {
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
  const chunks: Uint8Array[] = [];
  let size = 0;
  const take = (chunk: Uint8Array): void => {
    size += chunk.length;
    if (size <= maxBytes) {
      chunks.push(chunk);
      return;
    }
    source.off("data", take);
    chunks.length = 0;
    const message = `the body is larger than ${maxBytes} bytes`;
    reject(new AwsError("RequestEntityTooLarge", message, { status: 413 }));
  };
  source.on("data", take);
  source.once("error", reject);
  const brokeOff = (): void => reject(new Error("the body broke off"));
  source.once("end", () => {
    source.off("close", brokeOff); // an error that nobody sees would cost a stack trace
    resolve(chunks.length === 1 && Buffer.isBuffer(chunks[0]) ? chunks[0] : Buffer.concat(chunks));
  });
  source.once("close", brokeOff);
  if (source.destroyed) brokeOff();
  return promise;
}
