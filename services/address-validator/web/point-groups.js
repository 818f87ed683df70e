import { project } from "./map-view.js";

/**
 * @typedef {import("../src/schemas/preview.ts").PointsView["points"]["shown"][number]} Point
 * @typedef {{ status: Point["status"], points: [Point, ...Point[]], place: import("./map-view.js").Place }} Group
 */

/**
 * Points that are at the same place and became the same: one mark, which stands for all their rows. In the order of
 * their first rows.
 *
 * @param {readonly Point[]} points
 * @returns {Group[]}
 */
export function groupsOf(points) {
  /** @type {Map<string, Group>} */
  const groups = new Map();
  for (const point of points) {
    const { longitude, latitude, status } = point;
    const key = `${longitude} ${latitude} ${status}`;
    const group = groups.get(key);
    if (group === undefined) {
      groups.set(key, { status, points: [point], place: project(longitude, latitude) });
    } else group.points.push(point);
  }
  return [...groups.values()];
}

const MAX_NAMED = 5;

/**
 * The rows that a mark stands for: `Row 2`, or `Rows 2, 7 and 3 more`.
 *
 * @param {Group} group
 */
export function rowsOf({ points }) {
  const rows = points.map(({ row }) => String(row));
  if (rows.length === 1) return `Row ${rows[0]}`;
  if (rows.length > MAX_NAMED) {
    return `Rows ${rows.slice(0, MAX_NAMED).join(", ")} and ${rows.length - MAX_NAMED} more`;
  }
  return `Rows ${rows.slice(0, -1).join(", ")} and ${rows.at(-1)}`;
}
