import { createHash, type Hash } from "node:crypto";
import { Transform, type Readable, type TransformCallback } from "node:stream";
import { crc32 } from "node:zlib";
import { AwsError } from "../errors.ts";
import type { WireRequest } from "./wire.ts";

/** Takes bytes one by one and ends in AWS's base64 form of the checksum. */
interface Digest {
  update(bytes: Uint8Array): void;
  base64(): string;
}

/** The checksum headers that this cloud verifies; others are stored and not checked. */
const DIGESTS: Readonly<Record<string, () => Digest>> = {
  "x-amz-checksum-crc32": crc32Digest,
  "x-amz-checksum-sha1": () => hashDigest(createHash("sha1")),
  "x-amz-checksum-sha256": () => hashDigest(createHash("sha256")),
  "content-md5": () => hashDigest(createHash("md5")),
};

/** True when the body is in chunks of the aws-chunked content encoding. */
function isAwsChunked(request: WireRequest): boolean {
  return (
    (request.headers["x-amz-content-sha256"] ?? "").startsWith("STREAMING-") ||
    encodings(request).includes("aws-chunked")
  );
}

/**
 * The request as the operation should see it: chunks and trailers taken apart, `aws-chunked` gone
 * from `content-encoding`, checksums verified as the body is read. A checksum in a trailer becomes
 * a header for the operation through {@link WireRequest.headers}, once the body has been read.
 *
 * The body errors with an {@link AwsError} `BadDigest` or
 * `IncompleteBody`.
 */
export function openStreamedBody(request: WireRequest): WireRequest {
  const headers: Record<string, string> = { ...request.headers };
  let body = request.body;
  if (isAwsChunked(request)) {
    const rest = encodings(request).filter((encoding) => encoding !== "aws-chunked");
    if (rest.length > 0) headers["content-encoding"] = rest.join(",");
    else delete headers["content-encoding"];
    const decodedLength = headers["x-amz-decoded-content-length"];
    if (decodedLength !== undefined) headers["content-length"] = decodedLength;
    body = connect(body, new ChunkDecoder((name, value) => (headers[name] = value)));
  }
  const expected = Object.keys(DIGESTS).filter(
    (name) => headers[name] !== undefined || headers["x-amz-trailer"]?.includes(name),
  );
  const length = headers["content-length"];
  body = connect(
    body,
    new Verifier(expected, headers, length === undefined ? undefined : Number(length)),
  );
  // An operation that refuses the request never reads the body; its errors are then nobody's.
  body.on("error", () => undefined);
  return { ...request, headers, body };
}

function encodings(request: WireRequest): string[] {
  return (request.headers["content-encoding"] ?? "")
    .split(",")
    .map((text) => text.trim())
    .filter((text) => text !== "");
}

function connect(source: Readable, transform: Transform): Transform {
  source.once("error", (error) => transform.destroy(error));
  return source.pipe(transform);
}

const MAX_LINE_BYTES = 16 * 1024; // chunk headers and trailers are far shorter

/** Takes `size;signature\r\nbytes\r\n … 0\r\ntrailers\r\n\r\n` apart; signatures are not checked. */
class ChunkDecoder extends Transform {
  readonly #onTrailer: (name: string, value: string) => void;
  #pending: Buffer = Buffer.alloc(0);
  /** Bytes still to come of the chunk; -1 while a size line is due, -2 within the trailers. */
  #left = -1;

  constructor(onTrailer: (name: string, value: string) => void) {
    super();
    this.#onTrailer = onTrailer;
  }

  override _transform(chunk: Buffer, _encoding: string, callback: TransformCallback): void {
    this.#pending = this.#pending.length === 0 ? chunk : Buffer.concat([this.#pending, chunk]);
    try {
      while (this.#step());
      callback();
    } catch (error) {
      callback(error instanceof Error ? error : new Error(String(error)));
    }
  }

  override _flush(callback: TransformCallback): void {
    callback(this.#left === -2 ? null : incomplete());
  }

  /** Takes one line or piece off the pending bytes; false when more bytes are needed. */
  #step(): boolean {
    if (this.#left > 0) {
      const piece = this.#pending.subarray(0, this.#left);
      if (piece.length === 0) return false;
      this.push(piece);
      this.#pending = this.#pending.subarray(piece.length);
      this.#left -= piece.length;
      return true;
    }
    const line = this.#takeLine();
    if (line === undefined) return false;
    if (this.#left === -2) this.#readTrailer(line);
    else if (this.#left === 0) this.#endChunk(line);
    else this.#readSize(line);
    return true;
  }

  #takeLine(): string | undefined {
    const end = this.#pending.indexOf("\r\n");
    if (end < 0) {
      if (this.#pending.length > MAX_LINE_BYTES) throw incomplete();
      return undefined;
    }
    const line = this.#pending.toString("latin1", 0, end);
    this.#pending = this.#pending.subarray(end + 2);
    return line;
  }

  #endChunk(line: string): void {
    if (line !== "") throw incomplete();
    this.#left = -1;
  }

  #readSize(line: string): void {
    const size = line.split(";")[0] ?? "";
    if (!/^[0-9a-f]{1,12}$/i.test(size)) throw incomplete();
    this.#left = Number.parseInt(size, 16) || -2;
  }

  #readTrailer(line: string): void {
    const colon = line.indexOf(":");
    if (colon > 0)
      this.#onTrailer(line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim());
  }
}

/** Passes the bytes on and compares length and checksums at the end. */
class Verifier extends Transform {
  readonly #digests: readonly (readonly [string, Digest])[];
  readonly #headers: Readonly<Record<string, string>>;
  readonly #length: number | undefined;
  #seen = 0;

  constructor(
    expected: readonly string[],
    headers: Readonly<Record<string, string>>,
    length: number | undefined,
  ) {
    super();
    this.#digests = expected.flatMap((name) => {
      const make = DIGESTS[name];
      return make === undefined ? [] : [[name, make()] as const];
    });
    this.#headers = headers;
    this.#length = length;
  }

  override _transform(chunk: Buffer, _encoding: string, callback: TransformCallback): void {
    this.#seen += chunk.length;
    for (const [, digest] of this.#digests) digest.update(chunk);
    callback(null, chunk);
  }

  override _flush(callback: TransformCallback): void {
    if (this.#length !== undefined && this.#length !== this.#seen) {
      callback(incomplete());
      return;
    }
    for (const [name, digest] of this.#digests) {
      const given = this.#headers[name];
      if (given !== undefined && given !== digest.base64()) {
        callback(mismatch(name));
        return;
      }
    }
    callback();
  }
}

function incomplete(): AwsError {
  return new AwsError(
    "IncompleteBody",
    "You did not provide the number of bytes specified by the Content-Length HTTP header",
  );
}

function mismatch(header: string): AwsError {
  if (header === "content-md5") {
    return new AwsError(
      "BadDigest",
      "The Content-MD5 you specified did not match what we received.",
    );
  }
  const algorithm = header.replace("x-amz-checksum-", "").toUpperCase();
  return new AwsError(
    "BadDigest",
    `The ${algorithm} you specified did not match the calculated checksum.`,
  );
}

function hashDigest(hash: Hash): Digest {
  return {
    update: (bytes) => {
      hash.update(bytes);
    },
    base64: () => hash.digest("base64"),
  };
}

function crc32Digest(): Digest {
  let value = 0;
  return {
    update: (bytes) => {
      value = crc32(bytes, value);
    },
    base64: () => {
      const bytes = Buffer.alloc(4);
      bytes.writeUInt32BE(value >>> 0);
      return bytes.toString("base64");
    },
  };
}
