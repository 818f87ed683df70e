import { element } from "@blueprints/lambda-kit/web/elements";
import { clockTime, lastSecond, secondAfterKey } from "./timeline.js";

/**
 * @typedef {import("../src/schemas/video.ts").VideoView} VideoView
 * @typedef {{ snippetSize: number, durationSeconds: number }} Track
 */

const MOST_WITH_GAPS = 60; // windows; on a phone the gaps of more would fill the strip

/**
 * The slider, and below it how far each window is.
 *
 * @param {(second: number) => void} onMove
 */
export function seekBar(onMove) {
  const slider = element("position", HTMLInputElement);
  const time = element("time", HTMLOutputElement);
  const strip = element("windows", HTMLElement);
  /** @type {Track} */
  let track = { snippetSize: 1, durationSeconds: 1 };

  function tell() {
    const now = clockTime(slider.valueAsNumber);
    const total = clockTime(Math.ceil(track.durationSeconds));
    time.textContent = `${now} / ${total}`;
    slider.setAttribute("aria-valuetext", `${now} of ${total}`);
  }

  slider.addEventListener("input", () => {
    tell();
    onMove(slider.valueAsNumber);
  });
  slider.addEventListener("keydown", (event) => {
    const { snippetSize: windowSeconds, durationSeconds } = track;
    const video = { windowSeconds, durationSeconds };
    const second = secondAfterKey(event.key, slider.valueAsNumber, video);
    if (second === undefined) return;
    event.preventDefault();
    slider.valueAsNumber = second;
    tell();
    onMove(second);
  });

  return {
    /** @param {Track} next */
    open(next) {
      track = next;
      slider.max = String(lastSecond(next.durationSeconds));
      slider.valueAsNumber = 0;
      tell();
    },

    /** @param {VideoView["windows"]} windows */
    draw(windows) {
      strip.classList.toggle("dense", windows.length > MOST_WITH_GAPS);
      strip.replaceChildren(
        ...windows.map(({ start, end, state }) => {
          const part = document.createElement("div");
          part.className = state;
          part.style.flexGrow = String(end - start + 1);
          return part;
        }),
      );
    },
  };
}
