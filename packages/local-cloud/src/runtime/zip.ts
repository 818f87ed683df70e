import { crc32, inflateRaw } from "node:zlib";
import { promisify } from "node:util";

/** One file of an archive. */
export interface ZipEntry {
  /** Relative, with `/`, proven to stay inside the folder it is unpacked to. */
  readonly path: string;
  readonly data: Uint8Array;
  /** May be run: a binary in a layer. */
  readonly executable: boolean;
}

/** An archive that cannot be read, or must not be unpacked. */
export class BadZipError extends Error {
  override readonly name = "BadZipError";
}

const END_OF_DIRECTORY = 0x06054b50; // signatures, lengths and offsets: PKWARE APPNOTE 4.3
const DIRECTORY_ENTRY = 0x02014b50;
const LOCAL_HEADER = 0x04034b50;
const END_LENGTH = 22;
const ENTRY_LENGTH = 46;
const LOCAL_LENGTH = 30;
const MAX_COMMENT = 0xffff;
const STORED = 0;
const DEFLATED = 8;
const UNIX = 3; // "version made by": the host whose file modes the entry holds
const UNIX_SYMLINK = 0o120000;
const UNIX_FORMAT = 0o170000;
const ANY_EXECUTE = 0o111;

const inflate = promisify<Uint8Array, { maxOutputLength: number }, Buffer>(inflateRaw);

/**
 * Reads a whole archive from its central directory.
 *
 * fflate, which writes our archives, does not show file modes, and a layer's binaries need theirs;
 * Node's own inflate is the faster one besides.
 *
 * @param maxBytes What all files together may hold unpacked.
 * @throws {BadZipError} Damaged, encrypted, ZIP64, a path that leaves the folder, or too large.
 */
export async function readZip(archive: Uint8Array, maxBytes: number): Promise<ZipEntry[]> {
  const view = Buffer.from(archive.buffer, archive.byteOffset, archive.byteLength);
  const entries: ZipEntry[] = [];
  let left = maxBytes;
  for (const header of directoryOf(view)) {
    if (header.path.endsWith("/")) continue;
    if (header.size > left) throw new BadZipError("Unzipped size must be smaller than the limit");
    const data = await dataOf(view, header);
    left -= data.byteLength;
    entries.push({ path: safePath(header.path), data, executable: header.executable });
  }
  return entries;
}

interface Header {
  readonly path: string;
  readonly method: number;
  readonly crc: number;
  readonly compressedSize: number;
  readonly size: number;
  readonly offset: number;
  readonly executable: boolean;
}

function directoryOf(view: Buffer): Header[] {
  const end = findEnd(view);
  const count = view.readUInt16LE(end + 10);
  let at = view.readUInt32LE(end + 16);
  const headers: Header[] = [];
  for (let index = 0; index < count; index += 1) {
    if (at + ENTRY_LENGTH > view.length || view.readUInt32LE(at) !== DIRECTORY_ENTRY) {
      throw new BadZipError("Damaged archive directory");
    }
    const nameLength = view.readUInt16LE(at + 28);
    headers.push(headerAt(view, at, nameLength));
    at += ENTRY_LENGTH + nameLength + view.readUInt16LE(at + 30) + view.readUInt16LE(at + 32);
  }
  return headers;
}

function headerAt(view: Buffer, at: number, nameLength: number): Header {
  const encrypted = (view.readUInt16LE(at + 8) & 1) === 1;
  if (encrypted) throw new BadZipError("Encrypted archives are not supported");
  const path = view.toString("utf8", at + ENTRY_LENGTH, at + ENTRY_LENGTH + nameLength);
  const mode = view.readUInt8(at + 5) === UNIX ? view.readUInt16LE(at + 40) : 0;
  if ((mode & UNIX_FORMAT) === UNIX_SYMLINK) {
    throw new BadZipError(`Symbolic links are not supported: ${path}`);
  }
  return {
    path,
    method: view.readUInt16LE(at + 10),
    crc: view.readUInt32LE(at + 16),
    compressedSize: view.readUInt32LE(at + 20),
    size: view.readUInt32LE(at + 24),
    offset: view.readUInt32LE(at + 42),
    executable: (mode & ANY_EXECUTE) !== 0,
  };
}

function findEnd(view: Buffer): number {
  const lowest = Math.max(view.length - END_LENGTH - MAX_COMMENT, 0);
  for (let at = view.length - END_LENGTH; at >= lowest; at -= 1) {
    if (view.readUInt32LE(at) === END_OF_DIRECTORY) return at;
  }
  throw new BadZipError("Not a ZIP archive");
}

async function dataOf(view: Buffer, header: Header): Promise<Uint8Array> {
  const { offset, path } = header;
  if (offset + LOCAL_LENGTH > view.length || view.readUInt32LE(offset) !== LOCAL_HEADER) {
    throw new BadZipError(`Damaged archive entry: ${path}`);
  }
  const start =
    offset + LOCAL_LENGTH + view.readUInt16LE(offset + 26) + view.readUInt16LE(offset + 28);
  const packed = view.subarray(start, start + header.compressedSize);
  const data = await unpack(packed, header);
  if (data.byteLength !== header.size || crc32(data) !== header.crc) {
    throw new BadZipError(`Damaged archive entry: ${path}`);
  }
  return data;
}

async function unpack(packed: Buffer, { method, size, path }: Header): Promise<Uint8Array> {
  if (method === STORED) return packed;
  if (method !== DEFLATED) throw new BadZipError(`Unknown compression of ${path}`);
  try {
    // A length one above the declared one: a bomb that lies about its size ends here.
    return await inflate(packed, { maxOutputLength: size + 1 });
  } catch (cause) {
    throw new BadZipError(`Damaged archive entry: ${path}`, { cause });
  }
}

function safePath(path: string): string {
  const parts = path.replaceAll("\\", "/").split("/");
  const unsafe =
    path.startsWith("/") || /^[a-z]:/i.test(path) || path.includes("\0") || parts.includes("..");
  if (unsafe) throw new BadZipError(`Path leaves the archive: ${JSON.stringify(path)}`);
  return parts.filter((part) => part !== "" && part !== ".").join("/");
}
