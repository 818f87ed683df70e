import { randomUUID } from "node:crypto";
import {
  closeSync,
  createReadStream,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  rmSync,
} from "node:fs";
import { open, rename, rm, type FileHandle } from "node:fs/promises";
import { join } from "node:path";
import type { StatementSync } from "node:sqlite";
import { Readable } from "node:stream";
import { WholeBody } from "../../protocol/whole-body.ts";
import type { Store } from "../../store/store.ts";
import { entityTooLarge } from "./errors.ts";

/** A stretch of a blob file. An object is one segment after the other. */
export interface Segment {
  readonly blobId: string;
  readonly offset: number;
  readonly size: number;
}

/** What looks at bytes as they pass. */
export interface ByteObserver {
  update(bytes: Uint8Array): unknown;
}

/** A file system in memory answers this much sooner than it takes to hand it to another thread. */
const READ_AT_ONCE_BYTES = 64 * 1024;

/** How a body is written. */
export interface WriteOptions {
  readonly observers: readonly ByteObserver[];
  readonly maxBytes: number;
}

/**
 * Bytes as plain files with names of their own making, never the user's keys.
 *
 * A file is written under `incoming/`, moved to its place when whole, and counts once a row refers
 * to it. Objects share files (a copy costs no bytes), so each file's references are counted; one
 * that nothing refers to is removed, at the latest when the cloud next starts.
 */
export class BlobFiles {
  readonly #store: Store;
  readonly #folder: string;
  readonly #retain: StatementSync;
  readonly #release: StatementSync;
  readonly #forget: StatementSync;
  readonly #find: StatementSync;
  /** How many readers hold a file that must stay until they are done. */
  readonly #readers = new Map<string, number>();
  readonly #doomed = new Set<string>();

  constructor(store: Store) {
    this.#store = store;
    this.#folder = store.folder("s3");
    store.db.exec(
      "CREATE TABLE IF NOT EXISTS s3_blobs (id TEXT PRIMARY KEY, refs INTEGER NOT NULL) WITHOUT ROWID",
    );
    this.#retain = store.db.prepare(
      "INSERT INTO s3_blobs VALUES (?, 1) ON CONFLICT (id) DO UPDATE SET refs = refs + 1",
    );
    this.#release = store.db.prepare(
      "UPDATE s3_blobs SET refs = refs - 1 WHERE id = ? RETURNING refs",
    );
    this.#forget = store.db.prepare("DELETE FROM s3_blobs WHERE id = ?");
    this.#find = store.db.prepare("SELECT refs FROM s3_blobs WHERE id = ?");
    mkdirSync(join(this.#folder, "blobs"), { recursive: true });
  }

  /** Removes what a crash left behind; to be called before anything is written. */
  sweep(): void {
    rmSync(this.#incoming(), { recursive: true, force: true });
    mkdirSync(this.#incoming());
    for (const shard of readdirSync(join(this.#folder, "blobs"))) {
      for (const id of readdirSync(join(this.#folder, "blobs", shard))) {
        if (this.#find.get(id) === undefined) rmSync(this.#path(id), { force: true });
      }
    }
  }

  /**
   * Writes a body to a file that nothing refers to yet: {@link retain} it or {@link discard} it.
   *
   * @throws {AwsError} `EntityTooLarge`; whatever the body's stream fails with.
   */
  async write(body: Readable, { observers, maxBytes }: WriteOptions): Promise<Segment[]> {
    const id = randomUUID();
    const incoming = this.#incoming(id);
    let file: FileHandle | undefined;
    let size = 0;
    try {
      for await (const piece of body) {
        const bytes = toBytes(piece);
        size += bytes.length;
        if (size > maxBytes) throw entityTooLarge(size, maxBytes);
        for (const observer of observers) observer.update(bytes);
        file ??= await open(incoming, "wx");
        await writeAll(file, bytes);
      }
      await file?.close();
    } catch (error) {
      await file?.close();
      await rm(incoming, { force: true });
      throw error;
    }
    if (size === 0) return [];
    mkdirSync(join(this.#path(id), ".."), { recursive: true });
    await rename(incoming, this.#path(id));
    return [{ blobId: id, offset: 0, size }];
  }

  /** Reads segments one after the other. The files stay until the stream is closed. */
  read(segments: readonly Segment[]): Readable {
    const [only] = segments;
    if (only === undefined) return new WholeBody(Buffer.alloc(0));
    if (segments.length === 1 && only.size <= READ_AT_ONCE_BYTES) {
      return new WholeBody(this.#readSegment(only));
    }
    const stream =
      segments.length === 1
        ? this.#openSegment(only)
        : Readable.from(this.#concatenate(segments), { objectMode: false });
    this.#hold(segments);
    stream.once("close", () => this.#letGo(segments));
    return stream;
  }

  async *#concatenate(segments: readonly Segment[]): AsyncGenerator<Uint8Array> {
    for (const segment of segments) yield* this.#openSegment(segment);
  }

  /** @throws {Error} The file is not there, or is shorter than the segment says. */
  #readSegment({ blobId, offset, size }: Segment): Uint8Array {
    const file = openSync(this.#path(blobId), "r");
    try {
      const bytes = Buffer.allocUnsafe(size);
      if (readSync(file, bytes, 0, size, offset) !== size) throw new Error(`${blobId} is cut off`);
      return bytes;
    } finally {
      closeSync(file);
    }
  }

  #openSegment({ blobId, offset, size }: Segment): Readable {
    return createReadStream(this.#path(blobId), { start: offset, end: offset + size - 1 });
  }

  /** Adds a reference to every file; inside the transaction that stores the segments. */
  retain(segments: readonly Segment[]): void {
    for (const { blobId } of segments) this.#retain.run(blobId);
  }

  /** Takes a reference from every file; inside the transaction that drops the segments. */
  release(segments: readonly Segment[]): void {
    for (const { blobId } of segments) {
      const refs = this.#release.get(blobId)?.["refs"];
      if (typeof refs !== "number" || refs > 0) continue;
      this.#forget.run(blobId);
      // After the transaction, which may still be rolled back: the row decides.
      setImmediate(() => this.#removeUnreferenced(blobId));
    }
  }

  /** Removes files that were written and are not wanted after all. */
  discard(segments: readonly Segment[]): void {
    for (const { blobId } of segments) this.#removeUnreferenced(blobId);
  }

  #removeUnreferenced(id: string): void {
    if (!this.#store.db.isOpen || this.#find.get(id) !== undefined) return;
    if (this.#readers.has(id)) this.#doomed.add(id);
    else rmSync(this.#path(id), { force: true });
  }

  #hold(segments: readonly Segment[]): void {
    for (const { blobId } of segments) {
      this.#readers.set(blobId, (this.#readers.get(blobId) ?? 0) + 1);
    }
  }

  #letGo(segments: readonly Segment[]): void {
    for (const { blobId } of segments) {
      const left = (this.#readers.get(blobId) ?? 1) - 1;
      if (left > 0) this.#readers.set(blobId, left);
      else this.#readers.delete(blobId);
      if (left === 0 && this.#doomed.delete(blobId)) this.#removeUnreferenced(blobId);
    }
  }

  #incoming(id = ""): string {
    return join(this.#folder, "incoming", id);
  }

  #path(id: string): string {
    return join(this.#folder, "blobs", id.slice(0, 2), id);
  }
}

/** The segments of a stretch of what `segments` hold. */
export function sliceSegments(
  segments: readonly Segment[],
  { start, size }: { start: number; size: number },
): Segment[] {
  const slices: Segment[] = [];
  let position = 0;
  for (const segment of segments) {
    const from = Math.max(start, position);
    const to = Math.min(start + size, position + segment.size);
    if (from < to) {
      const offset = segment.offset + from - position;
      slices.push({ blobId: segment.blobId, offset, size: to - from });
    }
    position += segment.size;
  }
  return slices;
}

function toBytes(piece: unknown): Uint8Array {
  if (piece instanceof Uint8Array) return piece;
  return Buffer.from(String(piece));
}

async function writeAll(file: FileHandle, bytes: Uint8Array): Promise<void> {
  let written = 0;
  while (written < bytes.length) {
    written += (await file.write(bytes, written)).bytesWritten;
  }
}
