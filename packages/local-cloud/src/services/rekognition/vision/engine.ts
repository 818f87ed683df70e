import { createHash } from "node:crypto";
import { Worker } from "node:worker_threads";
import type * as z from "zod";
import { internalServerError, throughputExceeded, unusableImage } from "../errors.ts";
import { Lines, Objects, VisionReply, type VisionRequest } from "./messages.ts";
import type { DetectedObject } from "./object-detector.ts";
import type { ReadLine } from "./text-reader.ts";

/** Looks at images in a thread of its own, which starts with the first image. */
export interface VisionEngine {
  /** @throws {AwsError} An unusable image, `ProvisionedThroughputExceededException`, `InternalServerError`. */
  detectObjects(image: Uint8Array, signal?: AbortSignal): Promise<DetectedObject[]>;
  /** @throws {AwsError} As {@link VisionEngine.detectObjects}. */
  readText(image: Uint8Array, signal?: AbortSignal): Promise<ReadLine[]>;
  /** Ends the thread; what is under way fails. */
  close(): Promise<void>;
}

interface Job {
  readonly request: VisionRequest;
  /** Of every caller that waits for this look; it is given up when all of them have gone. */
  readonly signals: (AbortSignal | undefined)[];
  readonly result: Promise<unknown>;
  resolve(result: unknown): void;
  reject(reason: unknown): void;
}

const MAX_RUNNING = 2; // objects run in the thread itself, text in Tesseract's own: one of each
const MAX_WAITING = 100; // images; a queue beyond this is longer than any caller waits

/** Makes an engine. `startWorker` stands in for the real thread in tests. */
export function createVisionEngine(
  options: { startWorker?: () => Worker; maxWaiting?: number } = {},
): VisionEngine {
  const startWorker =
    options.startWorker ??
    (() => new Worker(new URL("worker.ts", import.meta.url), { execArgv: [] }));
  const maxWaiting = options.maxWaiting ?? MAX_WAITING;
  const waiting: Job[] = [];
  const running = new Map<number, Job>();
  /** The looks that wait or run, by task and content: who wants the same waits for the same. */
  const wanted = new Map<string, Job>();
  let worker: Worker | undefined;
  let lastId = 0;
  let closed = false;

  const settle = (message: unknown): void => {
    const reply = VisionReply.parse(message);
    const job = running.get(reply.id);
    running.delete(reply.id);
    if ("fault" in reply) job?.reject(unusableImage(reply.fault));
    else if ("defect" in reply) job?.reject(internalServerError(reply.defect));
    else job?.resolve(reply.result);
    pump();
  };

  /** A thread that ends of itself takes the images under way with it, and only those. */
  const lose = (lost: Worker, cause: unknown): void => {
    if (worker !== lost) return;
    worker = undefined;
    for (const job of running.values()) job.reject(internalServerError(cause));
    running.clear();
    pump();
  };

  const started = (): Worker => {
    if (worker !== undefined) return worker;
    const fresh = startWorker();
    fresh.on("message", settle);
    fresh.on("error", (error) => lose(fresh, error));
    fresh.on("exit", (code) => lose(fresh, new Error(`the vision thread exited with ${code}`)));
    worker = fresh;
    return fresh;
  };

  const pump = (): void => {
    while (running.size < MAX_RUNNING) {
      const job = waiting.shift();
      if (job === undefined) break;
      if (job.signals.every((signal) => signal?.aborted === true)) {
        job.reject(internalServerError(job.signals[0]?.reason));
      } else {
        running.set(job.request.id, job);
        // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
        started().postMessage(job.request);
      }
    }
    // A thread at rest does not keep the process alive.
    if (running.size > 0) worker?.ref();
    else worker?.unref();
  };

  const enqueue = (
    key: string,
    ask: Pick<VisionRequest, "task" | "image">,
    signal: AbortSignal | undefined,
  ): Job => {
    if (waiting.length >= maxWaiting) throw throughputExceeded();
    lastId += 1;
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    const request = { id: lastId, ...ask };
    const job = { request, signals: [signal], result: promise, resolve, reject };
    const forget = (): boolean => wanted.delete(key);
    promise.then(forget, forget);
    wanted.set(key, job);
    waiting.push(job);
    pump();
    return job;
  };

  const look = async <S extends z.ZodType>(
    schema: S,
    ask: Pick<VisionRequest, "task" | "image">,
    signal?: AbortSignal,
  ): Promise<z.infer<S>> => {
    if (closed) throw internalServerError("the vision engine is closed");
    const key = `${ask.task} ${createHash("sha256").update(ask.image).digest("base64")}`;
    const same = wanted.get(key);
    same?.signals.push(signal);
    const job = same ?? enqueue(key, ask, signal);
    return schema.parse(await job.result);
  };

  return {
    detectObjects: (image, signal) => look(Objects, { task: "objects", image }, signal),
    readText: (image, signal) => look(Lines, { task: "text", image }, signal),
    async close() {
      closed = true;
      const ending = worker;
      worker = undefined;
      for (const job of [...waiting.splice(0), ...running.values()]) {
        job.reject(internalServerError("the vision engine is closed"));
      }
      running.clear();
      await ending?.terminate();
    },
  };
}
