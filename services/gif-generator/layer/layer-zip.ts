import { crc32, deflateRaw } from "node:zlib";
import { promisify } from "node:util";

/** One file of a layer. */
export interface LayerFile {
  /** Where it lands below `/opt`. */
  readonly path: string;
  readonly data: Buffer;
  readonly executable?: boolean;
}

const LOCAL_HEADER = 0x04034b50; // signatures, lengths and offsets: PKWARE APPNOTE 4.3
const DIRECTORY_ENTRY = 0x02014b50;
const END_OF_DIRECTORY = 0x06054b50;
const LOCAL_LENGTH = 30;
const ENTRY_LENGTH = 46;
const END_LENGTH = 22;
const VERSION_NEEDED = 20; // 2.0: deflate
const MADE_BY_UNIX = (3 << 8) | VERSION_NEEDED; // so that the file modes below count
const DEFLATED = 8;
const FIRST_DATE = (1 << 5) | 1; // 1 January 1980: the same archive whenever it is made
const REGULAR_FILE = 0o100000;

const deflate = promisify<Buffer, Buffer>(deflateRaw);

/** Writes an archive with file modes, and nothing in it of the time or the machine. */
export async function zipLayer(files: readonly LayerFile[]): Promise<Buffer> {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const file of files) {
    const packed = await deflate(file.data);
    const header = localHeader(file, packed.length);
    directory.push(directoryEntry(file, header, offset));
    parts.push(header, packed);
    offset += header.length + packed.length;
  }
  return Buffer.concat([...parts, ...directory, endOf(directory, offset)]);
}

function localHeader({ path, data }: LayerFile, packedLength: number): Buffer {
  const header = Buffer.alloc(LOCAL_LENGTH);
  header.writeUInt32LE(LOCAL_HEADER, 0);
  header.writeUInt16LE(VERSION_NEEDED, 4);
  header.writeUInt16LE(DEFLATED, 8);
  header.writeUInt16LE(FIRST_DATE, 12);
  header.writeUInt32LE(crc32(data), 14);
  header.writeUInt32LE(packedLength, 18);
  header.writeUInt32LE(data.length, 22);
  header.writeUInt16LE(Buffer.byteLength(path), 26);
  return Buffer.concat([header, Buffer.from(path)]);
}

/** Repeats the local header, with the file's mode and place. */
function directoryEntry({ path, executable }: LayerFile, local: Buffer, offset: number): Buffer {
  const entry = Buffer.alloc(ENTRY_LENGTH);
  entry.writeUInt32LE(DIRECTORY_ENTRY, 0);
  entry.writeUInt16LE(MADE_BY_UNIX, 4);
  local.copy(entry, 6, 4, LOCAL_LENGTH);
  entry.writeUInt16LE(REGULAR_FILE | (executable === true ? 0o755 : 0o644), 40);
  entry.writeUInt32LE(offset, 42);
  return Buffer.concat([entry, Buffer.from(path)]);
}

function endOf(directory: readonly Buffer[], offset: number): Buffer {
  const end = Buffer.alloc(END_LENGTH);
  end.writeUInt32LE(END_OF_DIRECTORY, 0);
  end.writeUInt16LE(directory.length, 8);
  end.writeUInt16LE(directory.length, 10);
  end.writeUInt32LE(
    directory.reduce((length, entry) => length + entry.length, 0),
    12,
  );
  end.writeUInt32LE(offset, 16);
  return end;
}
