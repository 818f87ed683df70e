import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { PutObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import { videoStore } from "../src/adapters/video-store.ts";
import { baseOf, frameKey, gifKey } from "../src/domain/names.ts";
import type { Video } from "../src/domain/video.ts";
import { stillsOf, windowsOf, type Window } from "../src/domain/windows.ts";

/** Where rows and pictures go. */
export interface Library {
  readonly dynamo: DynamoDBClient;
  readonly s3: S3Client;
  readonly videosTable: string;
  readonly outputsBucket: string;
}

/** A video as the pipeline would have left it. */
export interface Seed {
  readonly key: string;
  readonly durationSeconds?: number;
  readonly status?: Video["status"];
  readonly reason?: string;
  /** Windows that failed, by their starts. */
  readonly failed?: readonly number[];
  /** Windows that are not rendered yet. */
  readonly pending?: readonly number[];
  /** Windows whose pictures are really there, of a long video; all that are done unless told. */
  readonly drawn?: readonly number[];
  /** False for one whose row is there: only its windows end. */
  readonly isNew?: boolean;
}

const CREATED_AT = Date.UTC(2026, 0, 15, 12);
const AT_ONCE = 20;
let count = 0;

/** A picture of one pixel whose colour says which second it shows; browsers tell a BMP from a JPEG by its type. */
export function stillBytes(second: number): Uint8Array<ArrayBuffer> {
  const bytes = Buffer.alloc(58);
  bytes.write("BM");
  bytes.writeUInt32LE(58, 2); // of the file
  bytes.writeUInt32LE(54, 10); // of the headers
  bytes.writeUInt32LE(40, 14); // of the second header
  bytes.writeInt32LE(1, 18); // pixel wide
  bytes.writeInt32LE(1, 22); // and high
  bytes.writeUInt16LE(1, 26); // plane
  bytes.writeUInt16LE(24, 28); // bits a pixel
  bytes.writeUInt32LE(4, 34); // of the pixel, padded
  bytes.writeUIntLE(second + 1, 54, 3);
  return new Uint8Array(bytes);
}

/** A GIF of one pixel whose colour says which window it is of. */
export function gifBytes(start: number): Uint8Array<ArrayBuffer> {
  const bytes = Buffer.from(
    "GIF89a\x01\x00\x01\x00\x80\x00\x00RGB\x00\x00\x00,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;",
    "latin1",
  );
  bytes.writeUIntBE(start + 1, 13, 3);
  return new Uint8Array(bytes);
}

/** The video as it is registered, and the windows that it is cut into: none of a rejected one. */
function seededVideo(
  { key, durationSeconds = 95, status = "COMPLETE", reason }: Seed,
  createdAt: string,
): { video: Video; windows: readonly Window[] } {
  const isVideo = status !== "REJECTED";
  const windows = isVideo ? windowsOf(durationSeconds, 30) : [];
  const video: Video = {
    source: { bucket: "videos", key, sequencer: "01" },
    base: baseOf(key),
    status,
    ...(reason !== undefined && { reason }),
    ...(isVideo && { facts: { durationSeconds, width: 640, height: 360, codec: "h264" } }),
    snippetSize: 30,
    withStills: true,
    windowCount: windows.length,
    createdAt,
    ...(status !== "RENDERING" && { finishedAt: createdAt }),
  };
  return { video, windows };
}

/** Writes a video, its windows and their pictures. */
export async function seed(library: Library, wanted: Seed): Promise<void> {
  count += 1;
  const createdAt = new Date(CREATED_AT + count * 1000).toISOString();
  const { video, windows } = seededVideo(wanted, createdAt);
  const { base } = video;
  const store = videoStore(library.dynamo, {
    table: library.videosTable,
    expireAfterDays: 1,
    now: () => new Date(),
  });
  const { failed = [], pending = [], drawn } = wanted;
  const ended = windows.filter(({ start }) => !pending.includes(start));
  const end = async ({ start, ...window }: Window): Promise<void> => {
    const stills = stillsOf({ start, ...window });
    const frameBytes = Array.from({ length: stills }, () => 58);
    const result = { gifBytes: gifBytes(start).length, gifFrames: 1, frameBytes, renderMs: 1 };
    const isFailed = failed.includes(start);
    const ending = isFailed ? FAILED : ({ state: "DONE", result } as const);
    await store.endWindow(video, { start, ...ending, at: createdAt });
    if (!isFailed && drawn?.includes(start) !== false) await draw(library, base, { start, stills });
  };
  for (let at = 0; at < ended.length; at += AT_ONCE) {
    await Promise.all(ended.slice(at, at + AT_ONCE).map(end));
  }
  if (wanted.isNew !== false) await store.register(video); // last: windows that end before it settle nothing
}

const FAILED = { state: "FAILED", reason: "RenderFailed: ffmpeg ended with 1" } as const;

async function draw(
  { s3, outputsBucket: Bucket }: Library,
  base: string,
  { start, stills }: { start: number; stills: number },
): Promise<void> {
  const objects = [
    { Key: gifKey(base, start), Body: gifBytes(start), ContentType: "image/gif" },
    ...Array.from({ length: stills }, (_, index) => ({
      Key: frameKey(base, { start, n: index + 1 }),
      Body: stillBytes(start + index),
      ContentType: "image/bmp",
    })),
  ];
  await Promise.all(objects.map((object) => s3.send(new PutObjectCommand({ Bucket, ...object }))));
}
