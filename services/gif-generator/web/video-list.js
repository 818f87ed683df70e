import { element } from "@blueprints/lambda-kit/web/elements";
import { clockTime } from "./timeline.js";

/**
 * @typedef {import("../src/schemas/video.ts").VideosList["videos"][number]} VideoSummary
 */

/** @type {Record<VideoSummary["status"], string>} */
const WORDS = {
  COMPLETE: "",
  RENDERING: "being rendered",
  FAILED: "incomplete",
  REJECTED: "rejected",
};

/**
 * What people call a video: the last part of its key.
 *
 * @param {string} key
 */
export function nameOf(key) {
  return key.slice(key.lastIndexOf("/") + 1) || key;
}

/** @param {VideoSummary} video */
function detailsOf({ status, durationSeconds }) {
  const duration = durationSeconds === undefined ? "" : clockTime(Math.ceil(durationSeconds));
  return [duration, WORDS[status]].filter((part) => part !== "").join(" · ");
}

/**
 * The list to choose a video from.
 *
 * @param {(video: VideoSummary) => void} onChoose
 */
export function videoList(onChoose) {
  const list = element("videos", HTMLUListElement);
  /** @type {Map<string, { button: HTMLButtonElement, details: HTMLElement }>} */
  const entries = new Map();

  /** @param {VideoSummary} video */
  function add(video) {
    const button = document.createElement("button");
    button.type = "button";
    const name = document.createElement("span");
    name.className = "name";
    name.dir = "auto";
    name.textContent = nameOf(video.key);
    const details = document.createElement("span");
    details.className = "details";
    details.textContent = detailsOf(video);
    button.append(name, details);
    button.addEventListener("click", () => onChoose(video));
    const item = document.createElement("li");
    item.append(button);
    list.append(item);
    entries.set(video.id, { button, details });
  }

  return {
    /** @param {readonly VideoSummary[]} videos */
    add(videos) {
      for (const video of videos) if (!entries.has(video.id)) add(video);
      element("no-videos", HTMLElement).hidden = entries.size > 0;
    },

    /** @param {string} id */
    mark(id) {
      for (const [one, { button }] of entries) {
        if (one !== id) button.removeAttribute("aria-current");
        else {
          button.setAttribute("aria-current", "true");
          button.scrollIntoView({ block: "nearest", inline: "nearest" });
        }
      }
    },

    /** @param {VideoSummary} video */
    update(video) {
      const entry = entries.get(video.id);
      if (entry !== undefined) entry.details.textContent = detailsOf(video);
    },
  };
}
