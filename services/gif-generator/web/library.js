/**
 * @typedef {import("../src/schemas/video.ts").VideosList} VideosList
 * @typedef {import("../src/schemas/video.ts").VideoView} VideoView
 * @typedef {import("../src/schemas/video.ts").ManifestView} ManifestView
 */

/** An answer that is none: what the API refuses, or no answer at all. */
export class Refused extends Error {
  /**
   * @param {string} code As the API has it; `NoAnswer` when it cannot be reached.
   * @param {string} message
   */
  constructor(code, message) {
    super(message);
    this.name = "Refused";
    this.code = code;
  }
}

/** @param {unknown} body */
function problemOf(body) {
  const { code, message } = Object(body);
  return {
    code: typeof code === "string" ? code : "Refused",
    message: typeof message === "string" ? message : "the request was refused",
  };
}

/**
 * The videos, through the API's routes for bearers of a link.
 *
 * @param {{ base: string, token: string, fetch: typeof globalThis.fetch }} access `base` is the URL of `player/`.
 */
export function openLibrary({ base, token, fetch }) {
  /** @param {string} path */
  async function get(path) {
    const headers = { authorization: `Bearer ${token}` };
    const response = await fetch(new URL(path, base), { headers }).catch(() => {
      throw new Refused("NoAnswer", "the server does not answer");
    });
    const body = await response.json().catch(() => undefined);
    if (response.ok) return body;
    const { code, message } = problemOf(body);
    throw new Refused(code, message);
  }

  return {
    /**
     * @param {string | undefined} pageToken
     * @returns {Promise<VideosList>}
     */
    videos: (pageToken) =>
      get(`videos${pageToken ? `?pageToken=${encodeURIComponent(pageToken)}` : ""}`),

    /**
     * @param {string} id
     * @returns {Promise<VideoView>}
     */
    video: (id) => get(`videos/${id}`),

    /**
     * @param {string} id
     * @param {{ from: number, windows: number }} part
     * @returns {Promise<ManifestView>}
     */
    manifest: (id, { from, windows }) =>
      get(`videos/${id}/manifest?from=${from}&windows=${windows}`),
  };
}
