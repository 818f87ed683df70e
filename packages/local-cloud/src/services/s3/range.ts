import { AwsError } from "../../errors.ts";

/** A stretch of an object: `size` bytes from `start`. */
export interface ByteRange {
  readonly start: number;
  readonly size: number;
}

const ONE_RANGE = /^bytes=(\d*)-(\d*)$/;

/**
 * Reads a `Range` header. What is not one single byte range is ignored, as S3 does: the answer is
 * then the whole object.
 *
 * @throws {AwsError} `InvalidRange` (416): the range lies behind the object's end.
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-14.1.2
 */
export function parseRange(header: string, totalBytes: number): ByteRange | undefined {
  const [, first = "", last = ""] = ONE_RANGE.exec(header.trim()) ?? [];
  if (first === "" && last === "") return undefined;
  if (first === "") return suffixRange(header, Number(last), totalBytes);
  const start = Number(first);
  const end = last === "" ? Number.POSITIVE_INFINITY : Number(last);
  if (end < start) return undefined;
  if (start >= totalBytes) throw invalidRange(header, totalBytes);
  return { start, size: Math.min(end + 1, totalBytes) - start };
}

function suffixRange(header: string, length: number, totalBytes: number): ByteRange {
  if (length === 0 || totalBytes === 0) throw invalidRange(header, totalBytes);
  const size = Math.min(length, totalBytes);
  return { start: totalBytes - size, size };
}

/** The `Content-Range` header of a partial answer. */
export function contentRange({ start, size }: ByteRange, totalBytes: number): string {
  return `bytes ${start}-${start + size - 1}/${totalBytes}`;
}

function invalidRange(header: string, totalBytes: number): AwsError {
  return new AwsError("InvalidRange", "The requested range is not satisfiable", {
    status: 416,
    fields: { RangeRequested: header, ActualObjectSize: String(totalBytes) },
  });
}
