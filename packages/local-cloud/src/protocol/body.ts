import { buffer } from "node:stream/consumers";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { Transform, type Readable } from "node:stream";
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
  const packed = await buffer(limit(request.body, MAX_BODY_BYTES));
  if (!(request.headers["content-encoding"] ?? "").split(",").includes("gzip")) return packed;
  try {
    return await gunzipAsync(packed, { maxOutputLength: MAX_BODY_BYTES });
  } catch (cause) {
    throw new AwsError("SerializationException", "the body is not valid gzip", { cause });
  }
}

function limit(source: Readable, maxBytes: number): Readable {
  let size = 0;
  const guard = new Transform({
    transform(chunk: Uint8Array, _encoding, callback) {
      size += chunk.length;
      if (size <= maxBytes) callback(null, chunk);
      else {
        const message = `the body is larger than ${maxBytes} bytes`;
        callback(new AwsError("RequestEntityTooLarge", message, { status: 413 }));
      }
    },
  });
  source.once("error", (error) => guard.destroy(error));
  return source.pipe(guard);
}
