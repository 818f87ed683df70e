const MAX_BYTES = 5; // of 32 bits, seven in each byte
const MAX_UINT32 = 2 ** 32;

/** A number at the beginning of bytes, and how many of them it takes. */
export interface Varint {
  readonly value: number;
  readonly length: number;
}

/** Reads an unsigned 32-bit varint; undefined where there is none. */
export function readVarint32(bytes: Uint8Array, at: number): Varint | undefined {
  let value = 0;
  for (let length = 1; length <= MAX_BYTES; length += 1) {
    const byte = bytes[at + length - 1];
    if (byte === undefined) return undefined;
    value += (byte & 0x7f) * 2 ** (7 * (length - 1));
    if (byte < 0x80) return value < MAX_UINT32 ? { value, length } : undefined;
  }
  return undefined;
}

/** The signed number that a zigzag varint stands for: 0, -1, 1, -2 … */
export function unzigzag(value: number): number {
  return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
}
