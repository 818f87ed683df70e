import type { Platform } from "./platform.ts";

const ELF_MAGIC = 0x7f454c46; // System V ABI, "ELF Header"
const ELF_64_LITTLE = Buffer.from([2, 1]); // class, byte order
const ELF_MACHINE_AT = 18;
const ELF_MACHINES: ReadonlyMap<number, Platform> = new Map([
  [0x3e, "linux-x64"],
  [0xb7, "linux-arm64"],
]);

const MACHO_64_MAGIC = 0xfeedfacf; // mach-o/loader.h
const MACHO_CPU_AT = 4;
const MACHO_CPUS: ReadonlyMap<number, Platform> = new Map([
  [0x01000007, "darwin-x64"],
  [0x0100000c, "darwin-arm64"],
]);

/** How many bytes of a file `platformOfBinary` needs. */
export const HEADER_BYTES = 20;

/** Says what a program runs on, from the first bytes of its file; undefined if it is none of ours. */
export function platformOfBinary(header: Buffer): Platform | undefined {
  if (header.length < HEADER_BYTES) return undefined;
  if (header.readUInt32BE(0) === ELF_MAGIC && header.subarray(4, 6).equals(ELF_64_LITTLE)) {
    return ELF_MACHINES.get(header.readUInt16LE(ELF_MACHINE_AT));
  }
  if (header.readUInt32LE(0) === MACHO_64_MAGIC) {
    return MACHO_CPUS.get(header.readUInt32LE(MACHO_CPU_AT));
  }
  return undefined;
}
