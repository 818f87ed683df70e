import { element } from "@blueprints/lambda-kit/web/elements";
import { pictureFrame } from "./picture.js";
import { clockTime, likelyNext, windowStart } from "./timeline.js";

/**
 * @typedef {import("./windows.js").WindowView} WindowView
 * @typedef {ReturnType<typeof import("./windows.js").keepWindows>} Windows
 * @typedef {{ name: string, snippetSize: number, durationSeconds: number, windows: Windows }} Shown
 */

const REST_MS = 350; // the slider rests: a GIF is a hundred times as large as a still
const AHEAD = 3; // stills

/** @param {WindowView | undefined} window */
function whyNothing(window) {
  if (window?.state === "failed") return `This part could not be rendered. ${window.reason}`;
  if (window?.state === "pending") return "This part is still being rendered.";
  return "There is no picture of this second.";
}

/**
 * The still of a second and the GIF of its window.
 *
 * @param {(error: unknown) => void} onError
 */
export function screen(onError) {
  const play = element("play", HTMLButtonElement);
  const still = pictureFrame("still", () => broken(still));
  const gif = pictureFrame("gif", () => broken(gif));
  /** @type {Shown | undefined} */
  let shown;
  let second = 0;
  let before = 0;
  let moves = 0;
  let isPlaying = !matchMedia("(prefers-reduced-motion: reduce)").matches;
  let gifStart = -1;
  let retriesLeft = 1;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let resting;

  /**
   * A URL may have expired while the computer slept: another try gets new ones, and a second failure is told.
   *
   * @param {typeof still} frame
   */
  function broken(frame) {
    if (shown === undefined) return;
    if (retriesLeft === 0) {
      frame.say("The picture could not be loaded.");
      return;
    }
    retriesLeft -= 1;
    shown.windows.forget(windowStart(second, shown.snippetSize));
    gifStart = -1;
    void draw();
  }

  /** @param {Shown} video @param {WindowView | undefined} window */
  function drawStill(video, window) {
    const time = clockTime(second);
    const url = window?.state === "done" ? window.stills[second - window.start] : undefined;
    if (url === undefined) still.say(whyNothing(window));
    else still.show(url, `Still of ${video.name} at ${time}`);
    element("still-caption", HTMLElement).textContent = `Still at ${time}`;
  }

  /** @param {Shown} video @param {WindowView | undefined} window */
  function drawGif(video, window) {
    const start = windowStart(second, video.snippetSize);
    const end = Math.min(start + video.snippetSize, Math.ceil(video.durationSeconds));
    const span = `${clockTime(start)} to ${clockTime(end)}`;
    element("gif-caption", HTMLElement).textContent = span;
    play.hidden = window?.state !== "done";
    play.textContent = isPlaying ? "Pause" : "Play";
    play.ariaLabel = `${play.textContent} the moving preview`;
    if (window?.state !== "done") gif.say("No moving preview.");
    else if (isPlaying) gif.show(window.gif.url, `Moving preview of ${video.name}, ${span}`);
    else gif.say("The moving preview is paused.");
    gifStart = start;
  }

  /** @param {Shown} video @param {WindowView | undefined} window */
  function preload({ windows, snippetSize, durationSeconds }, window) {
    if (window?.state !== "done") return;
    for (const next of likelyNext(second, { from: before, ahead: AHEAD, durationSeconds })) {
      const start = windowStart(next, snippetSize);
      const there = start === window.start ? window : windows.now(start);
      const url = there?.state === "done" ? there.stills[next - start] : undefined;
      if (url !== undefined) new Image().src = url;
      else if (there === undefined) void windows.get(start).catch(onError);
    }
  }

  /** Draws the second that the slider stands on; later calls win over earlier ones. */
  async function draw() {
    const video = shown;
    if (video === undefined) return;
    moves += 1;
    const move = moves;
    const start = windowStart(second, video.snippetSize);
    still.wait();
    if (gifStart !== start) gif.wait();
    clearTimeout(resting);
    try {
      const window = video.windows.now(start) ?? (await video.windows.get(start));
      if (move !== moves) return;
      drawStill(video, window);
      resting = setTimeout(() => {
        drawGif(video, window);
        preload(video, window);
      }, REST_MS);
    } catch (error) {
      if (move === moves) onError(error);
    }
  }

  play.addEventListener("click", () => {
    isPlaying = !isPlaying;
    void draw();
  });

  return {
    /** @param {Shown} video */
    open(video) {
      shown = video;
      second = 0;
      before = 0;
      gifStart = -1;
      still.say("");
      gif.say("");
    },

    /** @param {number} to */
    move(to) {
      before = second;
      second = to;
      retriesLeft = 1;
      void draw();
    },

    /** Draws again what may have been rendered since. */
    refresh() {
      gifStart = -1;
      void draw();
    },

    close() {
      shown = undefined;
      clearTimeout(resting);
    },
  };
}
