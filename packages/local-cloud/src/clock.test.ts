import { describe, expect, test } from "vitest";
import { createClock } from "./clock.ts";

describe("a manual clock", () => {
  test("fires timers in the order of their due times, each at its own time", async () => {
    const clock = createClock({ pace: "manual", startMs: 1000 });
    const fired: [string, number][] = [];
    clock.after(300, () => fired.push(["late", clock.now()]));
    clock.after(100, () => fired.push(["early", clock.now()]));
    clock.after(100, () => fired.push(["early too", clock.now()]));

    await clock.advance(299);
    expect(fired).toEqual([
      ["early", 1100],
      ["early too", 1100],
    ]);
    await clock.advance(1);
    expect(fired.at(-1)).toEqual(["late", 1300]);
  });

  test("fires a timer that another one sets within the same advance", async () => {
    const clock = createClock({ pace: "manual" });
    const fired: number[] = [];
    const again = (): void => {
      fired.push(clock.now());
      if (fired.length < 3) clock.after(10, again);
    };
    clock.after(10, again);
    await clock.advance(100);
    expect(fired).toEqual([10, 20, 30]);
    expect(clock.now()).toBe(100);
  });

  test("does not fire a cancelled timer", async () => {
    const clock = createClock({ pace: "manual" });
    let fired = false;
    clock.after(10, () => (fired = true)).cancel();
    await clock.advance(20);
    expect(fired).toBe(false);
  });

  test("never goes back when it is advanced twice at once", async () => {
    const clock = createClock({ pace: "manual" });
    clock.after(10, () => undefined);
    const short = clock.advance(1000);
    const long = clock.advance(5000);
    await Promise.all([short, long]);
    expect(clock.now()).toBe(5010);
  });

  test("ends a sleep with the reason of the signal that aborts it", async () => {
    const clock = createClock({ pace: "manual" });
    const controller = new AbortController();
    const sleeping = clock.sleep(1000, controller.signal);
    controller.abort(new Error("enough"));
    await expect(sleeping).rejects.toThrow("enough");
    await expect(clock.sleep(1, controller.signal)).rejects.toThrow("enough");
  });
});

describe("a real clock", () => {
  test("jumps ahead when it is advanced, firing what comes due", async () => {
    const clock = createClock();
    const before = Date.now();
    const slept = clock.sleep(3_600_000);
    await clock.advance(3_600_000);
    await slept;
    expect(clock.now() - before).toBeGreaterThanOrEqual(3_600_000);
  });
});
