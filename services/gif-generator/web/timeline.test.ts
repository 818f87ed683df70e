import { describe, expect, test } from "vitest";
import { clockTime, lastSecond, likelyNext, secondAfterKey, windowStart } from "./timeline.js";

const VIDEO = { windowSeconds: 30, durationSeconds: 94.2 };

describe("a second", () => {
  test.each([
    [0, 0],
    [29, 0],
    [30, 30],
    [94, 90],
  ])("%i lies in the window that begins with %i", (second, start) => {
    expect(windowStart(second, 30)).toBe(start);
  });

  test.each([
    [95, 94],
    [94.2, 94],
    [0.4, 0],
  ])("of a video of %d s is the last when it is %i", (duration, last) => {
    expect(lastSecond(duration)).toBe(last);
  });

  test.each([
    [0, "0:00"],
    [37, "0:37"],
    [3599, "59:59"],
    [3723, "1:02:03"],
  ])("%i is written %s", (second, text) => {
    expect(clockTime(second)).toBe(text);
  });
});

describe("secondAfterKey", () => {
  test.each([
    ["PageUp", 0, 30],
    ["PageUp", 37, 60],
    ["PageUp", 93, 93],
    ["PageDown", 37, 30],
    ["PageDown", 30, 0],
    ["PageDown", 0, 0],
    ["ArrowRight", 5, undefined],
  ])("%s moves from %i to %s", (key, from, to) => {
    expect(secondAfterKey(key, from, VIDEO)).toBe(to);
  });
});

describe("likelyNext", () => {
  test("goes on in the direction of the movement, within the video", () => {
    const rest = { ahead: 3, durationSeconds: 95 };
    expect(likelyNext(37, { from: 36, ...rest })).toEqual([38, 39, 40]);
    expect(likelyNext(37, { from: 40, ...rest })).toEqual([36, 35, 34]);
    expect(likelyNext(93, { from: 0, ...rest })).toEqual([94]);
    expect(likelyNext(1, { from: 5, ...rest })).toEqual([0]);
  });
});
