/**
 * The window that a second lies in, by its first second.
 *
 * @param {number} second
 * @param {number} windowSeconds
 */
export function windowStart(second, windowSeconds) {
  return second - (second % windowSeconds);
}

/**
 * The last second that a slider can stand on: the one that the video ends in.
 *
 * @param {number} durationSeconds
 */
export function lastSecond(durationSeconds) {
  return Math.max(0, Math.ceil(durationSeconds) - 1);
}

/**
 * Where a key moves the slider; undefined for keys that the browser knows what to do with.
 *
 * @param {string} key
 * @param {number} second
 * @param {{ windowSeconds: number, durationSeconds: number }} video
 */
export function secondAfterKey(key, second, { windowSeconds, durationSeconds }) {
  const start = windowStart(second, windowSeconds);
  if (key === "PageUp") {
    return start + windowSeconds > lastSecond(durationSeconds) ? second : start + windowSeconds;
  }
  if (key === "PageDown") return second > start ? start : Math.max(0, start - windowSeconds);
  return undefined;
}

/**
 * A second as people write it: `0:37`, `1:02:03`.
 *
 * @param {number} second
 */
export function clockTime(second) {
  const hours = Math.floor(second / 3600);
  const minutes = Math.floor(second / 60) % 60;
  const rest = String(Math.floor(second) % 60).padStart(2, "0");
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, "0")}:${rest}` : `${minutes}:${rest}`;
}

/**
 * The seconds whose stills are likely to be wanted next: in the direction that the slider moves in.
 *
 * @param {number} second
 * @param {{ from: number, ahead: number, durationSeconds: number }} movement
 */
export function likelyNext(second, { from, ahead, durationSeconds }) {
  const step = second < from ? -1 : 1;
  const last = lastSecond(durationSeconds);
  return Array.from({ length: ahead }, (_, index) => second + step * (index + 1)).filter(
    (next) => next >= 0 && next <= last,
  );
}
