import { AppError } from "@blueprints/lambda-kit/errors";
import { setTimeout as sleep } from "node:timers/promises";
import { notAVideo, sourceGone, sourceUnavailable } from "../domain/media-errors.ts";
import { rawGet } from "./raw-get.ts";

/** A file on a web server, read in parts. */
export interface RangeSource {
  /**
   * The bytes from `start` on, at most `length`; fewer when the file ends before.
   *
   * @throws {NotFoundError} `SourceGone`.
   * @throws {UnavailableError} `SourceUnavailable`: also after some attempts.
   */
  read(start: number, length: number): Promise<Buffer>;
  /** As `read`, piece by piece; goes on where a broken connection ended. */
  stream(start: number, length: number): AsyncGenerator<Buffer>;
}

const ATTEMPTS = 4;
const FIRST_PAUSE_MS = 100; // doubled for each further attempt
const ANSWER_LIMIT_MS = 10_000; // S3 answers within some hundred
const GONE = new Set([404, 410]);
const PAST_THE_END = 416;
const PARTIAL = 206;

/** Reads a presigned URL; redirects are not followed. */
export function openRanges(url: string, signal?: AbortSignal): RangeSource {
  async function* stream(start: number, length: number): AsyncGenerator<Buffer> {
    let at = start;
    let failures = 0;
    while (at < start + length) {
      try {
        const body = request(url, { from: at, to: start + length - 1, signal });
        for await (const piece of body) {
          at += piece.length;
          failures = 0;
          yield piece;
        }
        return;
      } catch (error) {
        failures += 1;
        await pauseOrThrow(error, failures, signal);
      }
    }
  }

  return {
    stream,
    async read(start, length) {
      const pieces: Buffer[] = [];
      for await (const piece of stream(start, length)) pieces.push(piece);
      return Buffer.concat(pieces);
    },
  };
}

/** A fault that another attempt may not have. */
class Transient extends Error {}

async function pauseOrThrow(error: unknown, failures: number, signal?: AbortSignal): Promise<void> {
  signal?.throwIfAborted();
  if (!(error instanceof Transient)) throw error;
  if (failures >= ATTEMPTS) {
    throw sourceUnavailable(`the video cannot be read: ${error.message}`, { cause: error.cause });
  }
  await sleep(
    FIRST_PAUSE_MS * 2 ** (failures - 1),
    undefined,
    signal === undefined ? {} : { signal },
  );
}

async function* request(
  url: string,
  { from, to, signal }: { from: number; to: number; signal: AbortSignal | undefined },
): AsyncGenerator<Buffer> {
  const response = await ask(url, `bytes=${from}-${to}`, signal);
  if (response === undefined) return;
  let left = to - from + 1;
  try {
    for await (const piece of response) {
      const wanted = Buffer.from(piece).subarray(0, left);
      left -= wanted.length;
      yield wanted;
      if (left === 0) return;
    }
  } catch (cause) {
    throw new Transient("the connection broke", { cause });
  }
}

/** The body of an answer; undefined when the file ends before the range begins. */
async function ask(url: string, range: string, signal: AbortSignal | undefined) {
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(new Error("no answer in time")), ANSWER_LIMIT_MS);
  const either = signal === undefined ? limit.signal : AbortSignal.any([signal, limit.signal]);
  try {
    const response = await rawGet(url, { range }, either);
    if (response.statusCode === PARTIAL) return response;
    response.destroy();
    if (response.statusCode === PAST_THE_END) return undefined;
    throw refusal(response.statusCode ?? 0);
  } catch (error) {
    throw error instanceof Error && "code" in error && !(error instanceof AppError)
      ? new Transient("no connection", { cause: error })
      : error;
  } finally {
    clearTimeout(timer);
  }
}

function refusal(status: number): Error {
  if (GONE.has(status)) return sourceGone("the video is no longer there");
  if (status === 429 || status >= 500) return new Transient(`the answer is ${status}`);
  if (status === 200) return notAVideo("the file is not handed out in parts");
  return sourceUnavailable(`the video cannot be read: the answer is ${status}`);
}
