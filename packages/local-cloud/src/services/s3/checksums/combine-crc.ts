/** A reflected polynomial without its leading term, and its width in bits. */
export interface CrcPolynomial {
  readonly width: 32 | 64;
  readonly reflected: bigint;
}

/**
 * The CRC of two pieces laid end to end, from the CRCs of the pieces and the length of the second:
 * multiplies the first by x^(8 * length) modulo the polynomial, which is what reading that many
 * more zero bytes would do, and adds the second.
 *
 * @see https://github.com/madler/zlib/blob/develop/crc32.c `crc32_combine`
 */
export function combineCrc(
  polynomial: CrcPolynomial,
  first: bigint,
  second: { crc: bigint; sizeBytes: number },
): bigint {
  return multiply(polynomial, first, powerOfX(polynomial, second.sizeBytes * 8)) ^ second.crc;
}

function powerOfX(polynomial: CrcPolynomial, exponent: number): bigint {
  const one = 1n << BigInt(polynomial.width - 1); // reflected: the highest bit stands for x^0
  let square = one >> 1n;
  let result = one;
  for (let rest = exponent; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) result = multiply(polynomial, result, square);
    square = multiply(polynomial, square, square);
  }
  return result;
}

function multiply({ width, reflected }: CrcPolynomial, left: bigint, right: bigint): bigint {
  let product = 0n;
  let shifted = right;
  for (let bit = BigInt(width - 1); bit >= 0n; bit -= 1n) {
    if ((left >> bit) & 1n) product ^= shifted;
    shifted = shifted & 1n ? (shifted >> 1n) ^ reflected : shifted >> 1n;
  }
  return product;
}
