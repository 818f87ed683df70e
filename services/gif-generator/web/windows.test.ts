import { describe, expect, test } from "vitest";
import type { ManifestView } from "../src/schemas/video.ts";
import { keepWindows } from "./windows.js";

type WindowView = ManifestView["windows"][number];

function aWindow(start: number): WindowView {
  const gif = { url: `https://a.example/${start}.gif`, sizeBytes: 1, frames: 1 };
  return { start, end: start + 29, state: "done", gif, stills: [] };
}

function aSource(windowAt: (start: number) => WindowView = aWindow) {
  const asked: number[] = [];
  let now = 0;
  const windows = keepWindows({
    now: () => now,
    load: async ({ from, windows: count }) => {
      asked.push(from);
      return {
        id: "aa",
        status: "COMPLETE",
        snippetSize: 30,
        expiresAt: new Date(now + 300_000).toISOString(),
        windows: Array.from({ length: count }, (_, index) => windowAt(from + index * 30)),
      };
    },
  });
  return { windows, asked, pass: (ms: number) => (now += ms) };
}

describe("keepWindows", () => {
  test("asks once for two windows, however many want them at once", async () => {
    const { windows, asked } = aSource();
    await Promise.all([windows.get(0), windows.get(0)]);
    expect(windows.now(30)).toEqual(aWindow(30));
    expect(await windows.get(30)).toEqual(aWindow(30));
    expect(asked).toEqual([0]);
  });

  test("asks again before the URLs expire", async () => {
    const { windows, asked, pass } = aSource();
    await windows.get(0);
    pass(269_999);
    await windows.get(0);
    expect(asked).toEqual([0]);
    pass(1);
    expect(windows.now(0)).toBeUndefined();
    await windows.get(0);
    expect(asked).toEqual([0, 0]);
  });

  test("asks again for what was not rendered, and for what was forgotten", async () => {
    const pending = aSource((start) => ({ start, end: start + 29, state: "pending" }));
    await pending.windows.get(0);
    await pending.windows.get(0);
    expect(pending.asked).toEqual([0, 0]);
    const { windows, asked } = aSource();
    await windows.get(0);
    windows.forget(0);
    await windows.get(0);
    expect(asked).toEqual([0, 0]);
  });

  test("tries again after a refusal", async () => {
    let tries = 0;
    const windows = keepWindows({
      now: () => 0,
      load: async () => {
        tries += 1;
        throw new Error("refused");
      },
    });
    await expect(windows.get(0)).rejects.toThrow("refused");
    await expect(windows.get(0)).rejects.toThrow("refused");
    expect(tries).toBe(2);
  });
});
