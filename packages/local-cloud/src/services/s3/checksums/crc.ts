/**
 * A reflected cyclic redundancy check, fed piece by piece.
 *
 * @see https://reveng.sourceforge.io/crc-catalogue/all.htm CRC-32/ISCSI, CRC-64/NVME
 */
export interface Crc {
  update(bytes: Uint8Array): void;
  value(): bigint;
}

const CRC32C_POLYNOMIAL = 0x82f63b78; // CRC-32/ISCSI, reflected
const CRC64_POLYNOMIAL_HIGH = 0x9a6c9329; // CRC-64/NVME, reflected, upper half
const CRC64_POLYNOMIAL_LOW = 0xac4bc9b5;

/** CRC-32C: the Castagnoli polynomial. */
export function createCrc32c(): Crc {
  const table = crc32cTable();
  let crc = 0xffffffff;
  return {
    update(bytes) {
      for (let index = 0; index < bytes.length; index += 1) {
        crc = (crc >>> 8) ^ (table[(crc ^ (bytes[index] ?? 0)) & 0xff] ?? 0);
      }
    },
    value: () => BigInt(~crc >>> 0),
  };
}

/** CRC-64/NVME, in two 32-bit halves because big integers would be a hundred times slower. */
export function createCrc64Nvme(): Crc {
  const { high: highTable, low: lowTable } = crc64Tables();
  let high = 0xffffffff;
  let low = 0xffffffff;
  return {
    update(bytes) {
      for (let index = 0; index < bytes.length; index += 1) {
        const row = (low ^ (bytes[index] ?? 0)) & 0xff;
        low = ((low >>> 8) | (high << 24)) ^ (lowTable[row] ?? 0);
        high = (high >>> 8) ^ (highTable[row] ?? 0);
      }
    },
    value: () => (BigInt(~high >>> 0) << 32n) | BigInt(~low >>> 0),
  };
}

let crc32c: Int32Array | undefined;

function crc32cTable(): Int32Array {
  crc32c ??= Int32Array.from({ length: 256 }, (_, byte) => {
    let row = byte;
    for (let bit = 0; bit < 8; bit += 1) row = (row >>> 1) ^ (row & 1 ? CRC32C_POLYNOMIAL : 0);
    return row;
  });
  return crc32c;
}

let crc64: { high: Int32Array; low: Int32Array } | undefined;

function crc64Tables(): { high: Int32Array; low: Int32Array } {
  if (crc64 !== undefined) return crc64;
  crc64 = { high: new Int32Array(256), low: new Int32Array(256) };
  for (let byte = 0; byte < 256; byte += 1) {
    let high = 0;
    let low = byte;
    for (let bit = 0; bit < 8; bit += 1) {
      const carry = low & 1;
      low = ((low >>> 1) | (high << 31)) ^ (carry ? CRC64_POLYNOMIAL_LOW : 0);
      high = (high >>> 1) ^ (carry ? CRC64_POLYNOMIAL_HIGH : 0);
    }
    crc64.high[byte] = high;
    crc64.low[byte] = low;
  }
  return crc64;
}
