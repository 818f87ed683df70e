import { BlockList, isIP } from "node:net";

/** Addresses that share their first bits. */
export interface CidrBlock {
  contains(address: string): boolean;
}

/**
 * Reads a block such as `10.0.0.0/24` or `2001:db8::/32`.
 *
 * @throws {Error} With event-ruler's message: the text is no block.
 */
export function readCidr(text: string): CidrBlock {
  const [address = "", bits, ...more] = text.split("/");
  if (bits === undefined || more.length > 0) throw new Error("Malformed CIDR, one '/' required");
  if (!/^\d{1,3}$/.test(bits)) throw new Error("Malformed CIDR, mask bits must be an integer");
  const family = isIP(address);
  if (family === 0) throw new Error(`Nonstandard IP address: ${address}`);
  const most = family === 4 ? 32 : 128;
  if (Number(bits) > most) throw new Error(`IPv${family} mask bits must be <= ${most}`);

  const type = family === 4 ? "ipv4" : "ipv6";
  const block = new BlockList();
  block.addSubnet(address, Number(bits), type);
  return { contains: (other) => isIP(other) === family && block.check(other, type) };
}
