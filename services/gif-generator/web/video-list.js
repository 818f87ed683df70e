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
 * A video as it is in the list to choose from.
 *
 * @param {VideoSummary} video
 */
export function choiceOf(video) {
  return { id: video.id, name: nameOf(video.key), details: detailsOf(video) };
}
