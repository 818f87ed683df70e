import { fail } from "../../errors.ts";

const MAX_BLOCKS = 256; // Fn::Cidr, "count"
const CIDR = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/u;

/**
 * The first `count` IPv4 blocks with `hostBits` bits each inside `block`.
 *
 * @throws {AwsError} `ValidationError`: not a block, or it does not hold so many.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference-cidr.html
 */
export function subnets(block: string, count: number, hostBits: number): string[] {
  const { start, prefix } = parseBlock(block);
  const sizeBits = 32 - prefix;
  const fits =
    isWhole(count, 1, MAX_BLOCKS) &&
    isWhole(hostBits, 0, 32) &&
    count * 2 ** hostBits <= 2 ** sizeBits;
  if (!fits) {
    fail("ValidationError", `Template error: Fn::Cidr cannot make ${count} blocks from ${block}`);
  }
  return Array.from({ length: count }, (_, index) => {
    const address = start + index * 2 ** hostBits;
    return `${dotted(address)}/${32 - hostBits}`;
  });
}

function parseBlock(block: string): { start: number; prefix: number } {
  const [, ...parts] = CIDR.exec(block) ?? [];
  const [a = 256, b = 256, c = 256, d = 256, prefix = 33] = parts.map(Number);
  if (Math.max(a, b, c, d) > 255 || prefix > 32) {
    return fail("ValidationError", `Template error: Fn::Cidr needs an IPv4 block, not ${block}`);
  }
  const address = ((a * 256 + b) * 256 + c) * 256 + d;
  const size = 2 ** (32 - prefix);
  return { start: Math.floor(address / size) * size, prefix };
}

function dotted(address: number): string {
  return [2 ** 24, 2 ** 16, 2 ** 8, 1].map((unit) => Math.floor(address / unit) % 256).join(".");
}

function isWhole(value: number, least: number, most: number): boolean {
  return Number.isInteger(value) && value >= least && value <= most;
}
