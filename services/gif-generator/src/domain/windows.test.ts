import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { gifFramesOf, stillsOf, windowsOf } from "./windows.ts";

describe("windowsOf", () => {
  test.each([
    { seconds: 95, frames: [300, 300, 300, 50], stills: [30, 30, 30, 5] },
    { seconds: 30, frames: [300], stills: [30] },
    { seconds: 29.99, frames: [299], stills: [30] },
    { seconds: 30.1, frames: [300, 1], stills: [30, 1] },
    { seconds: 90.04, frames: [300, 300, 300], stills: [30, 30, 30] },
    { seconds: 0.04, frames: [1], stills: [1] },
    { seconds: 16.1, frames: [161], stills: [17] },
  ])("cuts $seconds s into windows of $frames frames", ({ seconds, frames, stills }) => {
    const windows = windowsOf(seconds, 30);
    expect(windows.map(gifFramesOf)).toEqual(frames);
    expect(windows.map(stillsOf)).toEqual(stills);
  });

  test("cuts the post's video into the post's number of windows", () => {
    const windows = windowsOf(10_323, 30);
    expect(windows).toHaveLength(345);
    expect(windows[75]).toEqual({ start: 2250, end: 2279, lengthSeconds: 30 });
  });

  test("leaves neither gap nor overlap, and no window without a frame, whatever the length", () => {
    const seconds = fc.double({ min: 0.001, max: 20_000, noNaN: true });
    fc.assert(
      fc.property(seconds, fc.integer({ min: 1, max: 300 }), (durationSeconds, snippetSize) => {
        const windows = windowsOf(durationSeconds, snippetSize);
        for (const [index, window] of windows.entries()) {
          expect(window.start).toBe(index * snippetSize);
          expect(gifFramesOf(window)).toBeGreaterThan(0);
          expect(gifFramesOf(window)).toBeLessThanOrEqual(10 * snippetSize);
          expect(window.end).toBe(window.start + Math.ceil(window.lengthSeconds) - 1);
          expect([window.end + 1, undefined]).toContain(windows[index + 1]?.start);
        }
        const frames = windows.reduce((sum, window) => sum + gifFramesOf(window), 0);
        expect(Math.abs(frames - durationSeconds * 10)).toBeLessThanOrEqual(1);
      }),
    );
  });

  test.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY])("refuses a video of %d s", (seconds) => {
    expect(() => windowsOf(seconds, 30)).toThrow(
      expect.objectContaining({ code: "InvalidDuration" }),
    );
  });

  test.each([0, -30, 1.5, Number.NaN])("refuses windows of %d s, which would never end", (size) => {
    expect(() => windowsOf(95, size)).toThrow(
      expect.objectContaining({ code: "InvalidSnippetSize" }),
    );
  });
});
