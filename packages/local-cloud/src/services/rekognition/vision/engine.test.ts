import { Worker } from "node:worker_threads";
import { describe, expect, onTestFinished, test } from "vitest";
import { createVisionEngine, type VisionEngine } from "./engine.ts";

/*
 * Stands in for the vision thread: the first byte of the image says what to do with it.
 * 0: see a cat whose score says how many images this thread has had. 1: die. 2: never answer.
 * 3: find the image broken. 4: fail. 5: answer with what no version of this code would.
 */
const THREAD = `
const { parentPort } = require("node:worker_threads");
const box = { left: 0, top: 0, width: 1, height: 1 };
let seen = 0;
parentPort.on("message", ({ id, image }) => {
  seen += 1;
  const reply = (rest) => parentPort.postMessage({ id, ...rest });
  if (image[0] === 0) reply({ result: [{ className: "cat", score: seen / 100, box }] });
  if (image[0] === 1) process.exit(7);
  if (image[0] === 3) reply({ fault: { kind: "format" } });
  if (image[0] === 4) reply({ defect: "out of memory" });
  if (image[0] === 5) reply({ result: [{ className: "unicorn", score: 1, box }] });
});
`;

const [SEE, DIE, HANG, BROKEN, FAIL, GARBLE] = [0, 1, 2, 3, 4, 5].map((byte) =>
  Uint8Array.of(byte),
) as [Uint8Array, Uint8Array, Uint8Array, Uint8Array, Uint8Array, Uint8Array];

/** Another image that is treated alike. */
function like([byte = 0]: Uint8Array, variant: number): Uint8Array {
  return Uint8Array.of(byte, variant);
}

interface Rig {
  readonly engine: VisionEngine;
  readonly threads: () => number;
}

function aRig(options: { maxWaiting?: number } = {}): Rig {
  let started = 0;
  const startWorker = (): Worker => {
    started += 1;
    return new Worker(THREAD, { eval: true });
  };
  const engine = createVisionEngine({ startWorker, ...options });
  onTestFinished(() => engine.close());
  return { engine, threads: () => started };
}

async function codeOf(call: Promise<unknown>): Promise<unknown> {
  return call.then(
    () => "no error",
    (error: { code?: unknown }) => error.code ?? error,
  );
}

describe("createVisionEngine", () => {
  test("starts no thread before the first image, and one for all that follow", async () => {
    const { engine, threads } = aRig();
    expect(threads()).toBe(0);
    const scores: (number | undefined)[] = [];
    for (let turn = 0; turn < 3; turn += 1) {
      scores.push((await engine.detectObjects(SEE))[0]?.score);
    }
    expect(scores).toEqual([0.01, 0.02, 0.03]);
    expect(threads()).toBe(1);
  });

  test("answers every one of many images asked for at once", async () => {
    const { engine } = aRig();
    const found = await Promise.all(
      Array.from({ length: 50 }, (_, index) => engine.detectObjects(like(SEE, index))),
    );
    const scores = found.map(([object]) => Math.round((object?.score ?? 0) * 100));
    expect(scores.toSorted((a, b) => a - b)).toEqual(scores.map((_, index) => index + 1));
  });

  test("fails what is under way when the thread dies, and takes the next to a fresh one", async () => {
    const { engine, threads } = aRig();
    const underWay = [engine.detectObjects(HANG), engine.detectObjects(DIE)];
    const waiting = engine.detectObjects(SEE);
    expect(await Promise.all(underWay.map(codeOf))).toEqual([
      "InternalServerError",
      "InternalServerError",
    ]);
    expect((await waiting)[0]?.score).toBe(0.01);
    expect(threads()).toBe(2);
  });

  test("answers InvalidImageFormatException for a broken image and lives on", async () => {
    const { engine, threads } = aRig();
    expect(await codeOf(engine.readText(BROKEN))).toBe("InvalidImageFormatException");
    expect((await engine.detectObjects(SEE))[0]?.score).toBe(0.02);
    expect(threads()).toBe(1);
  });

  test("answers InternalServerError when a model fails, with the cause", async () => {
    const { engine } = aRig();
    await expect(engine.detectObjects(FAIL)).rejects.toMatchObject({
      code: "InternalServerError",
      status: 500,
      cause: "out of memory",
    });
  });

  test("believes no class that it does not know", async () => {
    const { engine } = aRig();
    await expect(engine.detectObjects(GARBLE)).rejects.toThrow("className");
  });

  test("answers ProvisionedThroughputExceededException when too many images wait", async () => {
    const { engine } = aRig({ maxWaiting: 1 });
    const accepted = [HANG, like(HANG, 1), SEE].map((image) => codeOf(engine.detectObjects(image)));
    expect(await codeOf(engine.detectObjects(like(SEE, 1)))).toBe(
      "ProvisionedThroughputExceededException",
    );
    await engine.close();
    expect(await Promise.all(accepted)).toEqual(
      Array.from({ length: 3 }, () => "InternalServerError"),
    );
  });

  test("looks once for all who ask for the same image at once, past the limit of the queue", async () => {
    const { engine } = aRig({ maxWaiting: 1 });
    const found = await Promise.all(Array.from({ length: 50 }, () => engine.detectObjects(SEE)));
    expect(new Set(found.map(([object]) => object?.score))).toEqual(new Set([0.01]));
    expect((await engine.detectObjects(SEE))[0]?.score).toBe(0.02);
  });

  test("keeps looking while one of several callers still waits", async () => {
    const { engine } = aRig();
    const gone = new AbortController();
    const running = [engine.detectObjects(SEE), engine.detectObjects(like(SEE, 1))];
    const first = engine.detectObjects(like(SEE, 2), gone.signal);
    const second = engine.detectObjects(like(SEE, 2));
    gone.abort(new Error("client gone"));
    expect((await second)[0]?.className).toBe("cat");
    await Promise.all([first, ...running]);
  });

  test("skips a waiting image whose caller has gone", async () => {
    const { engine } = aRig();
    const gone = new AbortController();
    const running = [engine.detectObjects(SEE), engine.detectObjects(like(SEE, 1))];
    const skipped = engine.detectObjects(like(SEE, 2), gone.signal);
    gone.abort(new Error("client gone"));
    await expect(skipped).rejects.toMatchObject({ cause: { message: "client gone" } });
    await Promise.all(running);
    expect((await engine.detectObjects(SEE))[0]?.score).toBe(0.03);
  });

  test("fails images after close instead of starting a thread again", async () => {
    const { engine, threads } = aRig();
    await engine.close();
    expect(await codeOf(engine.detectObjects(SEE))).toBe("InternalServerError");
    expect(threads()).toBe(0);
  });
});
