import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { createChaos, type Chaos } from "../chaos.ts";
import { createClock, type AdjustableClock } from "../clock.ts";
import { DONE, openDeliveries, type Deliveries } from "./deliveries.ts";
import { openStore, type Store } from "./store.ts";

let dataDir: string;
let store: Store;
let clock: AdjustableClock;
let chaos: Chaos;
let defects: unknown[];
const opened: Deliveries[] = [];

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), "deliveries-"));
  store = openStore(dataDir);
  clock = createClock({ pace: "manual" });
  chaos = createChaos();
  defects = [];
});

afterEach(async () => {
  await Promise.all(opened.splice(0).map((deliveries) => deliveries.stop()));
  store.close();
  rmSync(dataDir, { recursive: true });
});

function open(): Deliveries {
  const deliveries = openDeliveries({ store, clock, chaos, report: noteDefect });
  opened.push(deliveries);
  return deliveries;
}

function noteDefect(error: unknown): void {
  defects.push(error);
}

describe("deliveries", () => {
  test("tries again when the handler says so, and counts the attempts", async () => {
    const deliveries = open();
    const seen: [number, number][] = [];
    deliveries.handle("k", {}, async ({ attempt }) => {
      seen.push([attempt, clock.now()]);
      return attempt < 2 ? { retryInMs: 100 } : DONE;
    });
    deliveries.start();
    deliveries.enqueue("k", {});
    await deliveries.idle();
    await clock.advance(100);
    await deliveries.idle();
    await clock.advance(100);
    await deliveries.idle();
    expect(seen).toEqual([
      [0, 0],
      [1, 100],
      [2, 200],
    ]);
  });

  test("takes up after a crash what was acknowledged before it", async () => {
    open().enqueue("k", { n: 1 }); // never started: as if killed right after the answer
    const deliveries = open();
    const seen: unknown[] = [];
    deliveries.handle("k", {}, async ({ payload }) => {
      seen.push(payload);
      return DONE;
    });
    deliveries.start();
    await deliveries.idle();
    expect(seen).toEqual([{ n: 1 }]);
  });

  test("delivers nothing of a transaction that is rolled back", async () => {
    const deliveries = open();
    let tries = 0;
    deliveries.handle("k", {}, async () => {
      tries += 1;
      return DONE;
    });
    deliveries.start();
    expect(() =>
      store.transaction(() => {
        deliveries.enqueue("k", {});
        throw new Error("changed my mind");
      }),
    ).toThrow("changed my mind");
    await deliveries.idle();
    expect(tries).toBe(0);
  });

  test("runs no more at once than the kind allows", async () => {
    const deliveries = open();
    let running = 0;
    let most = 0;
    let done = 0;
    deliveries.handle("k", { concurrency: 3 }, async () => {
      running += 1;
      most = Math.max(most, running);
      await new Promise((resolve) => {
        setImmediate(resolve);
      });
      running -= 1;
      done += 1;
      return DONE;
    });
    deliveries.start();
    for (let i = 0; i < 20; i += 1) deliveries.enqueue("k", { i });
    await deliveries.idle();
    expect([done, most]).toEqual([20, 3]);
  });

  test("reports a defect of the handler, tries again and gives up after a few tries", async () => {
    const deliveries = open();
    deliveries.handle("k", {}, async () => {
      throw new Error("broken");
    });
    deliveries.start();
    deliveries.enqueue("k", {});
    await deliveries.idle();
    for (let i = 0; i < 10; i += 1) {
      await clock.advance(10_000);
      await deliveries.idle();
    }
    expect(defects).toHaveLength(6);
  });

  test("delivers twice under a duplicate fault", async () => {
    chaos.set([{ service: "sns", operation: "deliver", fault: "duplicate", times: 1 }]);
    const deliveries = open();
    let tries = 0;
    deliveries.handle("k", { chaos: { service: "sns", operation: "deliver" } }, async () => {
      tries += 1;
      return DONE;
    });
    deliveries.start();
    deliveries.enqueue("k", {});
    await deliveries.idle();
    await clock.advance(1000);
    await deliveries.idle();
    expect(tries).toBe(2);
  });

  test("does not count a delay fault as an attempt", async () => {
    chaos.set([{ service: "sns", operation: "deliver", fault: "delay" }]);
    const deliveries = open();
    const attempts: number[] = [];
    deliveries.handle(
      "k",
      { chaos: { service: "sns", operation: "deliver" } },
      async (delivery) => {
        attempts.push(delivery.attempt);
        return DONE;
      },
    );
    deliveries.start();
    deliveries.enqueue("k", {});
    await deliveries.idle();
    expect(attempts).toEqual([]);
    await clock.advance(1000);
    await deliveries.idle();
    expect(attempts).toEqual([0]);
  });

  test("delivers the others once, and in their turn, when a fault puts one off", async () => {
    chaos.set([{ service: "sns", operation: "deliver", fault: "delay", times: 1 }]);
    const deliveries = open();
    const seen: unknown[] = [];
    let running = 0;
    let most = 0;
    const point = { service: "sns", operation: "deliver" };
    deliveries.handle("k", { concurrency: 2, chaos: point }, async ({ payload }) => {
      running += 1;
      most = Math.max(most, running);
      seen.push(payload);
      await Promise.resolve();
      running -= 1;
      return DONE;
    });
    for (const payload of ["put off", "a", "b"]) deliveries.enqueue("k", payload);
    deliveries.start();
    await deliveries.idle();
    expect({ seen, most }).toEqual({ seen: ["a", "b"], most: 2 });
  });

  test("waits for what is further away than a number can tell, and delivers the others", async () => {
    const deliveries = open();
    const seen: unknown[] = [];
    deliveries.handle("k", {}, async ({ payload }) => {
      seen.push(payload);
      return DONE;
    });
    deliveries.start();
    deliveries.enqueue("k", "in millions of years", { delayMs: 8.64e16 });
    deliveries.enqueue("k", "now");
    await deliveries.idle();
    expect(seen).toEqual(["now"]);
  });

  test("waits for the tries under way when it stops, without keeping the processor busy", async () => {
    const deliveries = open();
    const { promise, resolve } = Promise.withResolvers<void>();
    deliveries.handle("k", {}, async () => {
      await promise;
      return DONE;
    });
    deliveries.enqueue("k", {});
    deliveries.start();
    const turns = vi.spyOn(globalThis, "setImmediate");
    let stopped = false;
    const stopping = deliveries.stop().then(() => (stopped = true));
    for (let i = 0; i < 10; i += 1) await new Promise((next) => setTimeout(next));
    expect([stopped, turns.mock.calls.length]).toEqual([false, 0]);
    turns.mockRestore();
    resolve();
    await stopping;
    expect(stopped).toBe(true);
  });
});
