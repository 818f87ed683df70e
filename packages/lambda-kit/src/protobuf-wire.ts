/** One field of a protobuf message: a number, or bytes. */
export interface WireField {
  readonly number: number;
  readonly value: bigint | Uint8Array;
}

/** The bytes are no protobuf message; the message completes "a record …". */
export class WireError extends Error {
  override readonly name = "WireError";
}

const MAX_VARINT_BYTES = 10; // of 64 bits, seven in each byte
const FIXED_BYTES: ReadonlyMap<bigint, number> = new Map([
  [1n, 8],
  [5n, 4],
]);

interface Cursor {
  at: number;
}

function readVarint(bytes: Uint8Array, cursor: Cursor): bigint {
  let value = 0n;
  for (let count = 0; count < MAX_VARINT_BYTES; count += 1) {
    const byte = bytes[cursor.at];
    if (byte === undefined) throw new WireError("ends within a number");
    cursor.at += 1;
    value |= BigInt(byte & 0x7f) << BigInt(7 * count);
    if (byte < 0x80) return BigInt.asUintN(64, value);
  }
  throw new WireError("has a number of more than ten bytes");
}

function readBytes(bytes: Uint8Array, cursor: Cursor, length: bigint): Uint8Array {
  if (length > bytes.length - cursor.at) throw new WireError("ends within a field");
  const start = cursor.at;
  cursor.at += Number(length);
  return bytes.subarray(start, cursor.at);
}

/**
 * The fields of a protobuf message, top level only, in their order. Messages within are bytes.
 *
 * @throws {WireError} no valid encoding; groups, which nothing has used for a decade, are none either.
 * @see https://protobuf.dev/programming-guides/encoding/
 */
export function* fieldsOf(bytes: Uint8Array): Generator<WireField> {
  const cursor = { at: 0 };
  while (cursor.at < bytes.length) {
    const tag = readVarint(bytes, cursor);
    const wireType = tag & 7n;
    const number = Number(tag >> 3n);
    if (number === 0) throw new WireError("has a field of the number 0");
    if (wireType === 0n) {
      yield { number, value: readVarint(bytes, cursor) };
      continue;
    }
    const length = wireType === 2n ? readVarint(bytes, cursor) : FIXED_BYTES.get(wireType);
    if (length === undefined) throw new WireError(`has a field of wire type ${wireType}`);
    yield { number, value: readBytes(bytes, cursor, BigInt(length)) };
  }
}
