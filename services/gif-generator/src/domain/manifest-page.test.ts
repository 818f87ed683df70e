import { describe, expect, test } from "vitest";
import { aVideo, aWindow } from "../../test/video-builders.ts";
import { keysOf, MAX_URLS, windowsFrom } from "./manifest-page.ts";

const MINUTE = [aWindow({ start: 0 }), aWindow({ start: 30 })];
const FILM = Array.from({ length: 240 }, (_, index) => aWindow({ start: index * 30 }));

function starts(windows: Parameters<typeof windowsFrom>[1], from: number, limit: number) {
  const page = windowsFrom(aVideo(), windows, { from, limit });
  return [page.windows.map(({ start }) => start), page.nextFrom];
}

describe("windowsFrom", () => {
  test("begins with the window that the second lies in", () => {
    expect(starts(MINUTE, 37, 5)).toEqual([[30], undefined]);
    expect(starts(MINUTE, 29, 1)).toEqual([[0], 30]);
    expect(starts(MINUTE, 60, 1)).toEqual([[], undefined]);
  });

  test("gives each window of a two-hour film once, page by page", () => {
    const seen: number[] = [];
    let from: number | undefined = 0;
    while (from !== undefined) {
      const page = windowsFrom(aVideo(), FILM, { from, limit: 20 });
      seen.push(...page.windows.map(({ start }) => start));
      from = page.nextFrom;
    }
    expect(seen).toEqual(FILM.map(({ start }) => start));
  });

  test("signs no more URLs than an answer can hold, but gives one window at least", () => {
    const page = windowsFrom(aVideo(), FILM, { from: 0, limit: 240 });
    const urls = page.windows.flatMap((window) => keysOf(aVideo(), window));
    expect(urls.length).toBeLessThanOrEqual(MAX_URLS);
    expect(urls.length).toBeGreaterThan(MAX_URLS - 31);
    const long = aWindow({ start: 0, seconds: MAX_URLS + 1 });
    expect(windowsFrom(aVideo(), [long], { from: 0, limit: 1 }).windows).toEqual([long]);
  });
});

describe("keysOf", () => {
  test("are the post's names", () => {
    const keys = keysOf(aVideo({ base: "reinvent" }), aWindow({ start: 30, seconds: 2 }));
    expect(keys).toEqual([
      "reinvent/reinvent-30.gif",
      "reinvent/reinvent-30-frame-1.jpg",
      "reinvent/reinvent-30-frame-2.jpg",
    ]);
  });

  test("are none while a window is not done", () => {
    const { result: _, ...window } = aWindow({ start: 30 });
    expect(keysOf(aVideo(), { ...window, state: "FAILED", reason: "x" })).toEqual([]);
  });
});
