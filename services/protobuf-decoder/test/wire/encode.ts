/** Parts of protobuf's wire format as a test wants them, which may be other than an encoder would have it. */

/** A varint; `bytes` more than it needs are filled up, as the format allows. */
export function varint(value: bigint | number, bytes = 1): Buffer {
  const out: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  do {
    out.push(Number(rest & 0x7fn) | 0x80);
    rest >>= 7n;
  } while (rest > 0n || out.length < bytes);
  out[out.length - 1]! &= 0x7f;
  return Buffer.from(out);
}

/** The tag of a field. */
export function tag(number: number, wire: number): Buffer {
  return varint(number * 8 + wire);
}

/** A field of a known length: text, bytes, a message or packed numbers. */
export function bytesField(number: number, content: Uint8Array | string): Buffer {
  const bytes = Buffer.from(content);
  return Buffer.concat([tag(number, 2), varint(bytes.length), bytes]);
}

/** A field that is a varint. */
export function varintField(number: number, value: bigint | number): Buffer {
  return Buffer.concat([tag(number, 0), varint(value)]);
}

/** A message in itself so many times, in the field of the given number. */
export function nested(number: number, times: number): Buffer {
  let bytes: Buffer = Buffer.alloc(0);
  for (let level = 0; level < times; level += 1) bytes = bytesField(number, bytes);
  return bytes;
}
