/**
 * @typedef {import("../src/schemas/video.ts").VideosList} VideosList
 * @typedef {import("../src/schemas/video.ts").VideoView} VideoView
 * @typedef {import("../src/schemas/video.ts").ManifestView} ManifestView
 */

/**
 * The videos, through the API's routes for bearers of a link.
 *
 * @param {(path: string) => Promise<any>} get Asks for what is below `player/`.
 */
export function openLibrary(get) {
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
