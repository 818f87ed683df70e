/**
 * @typedef {import("../src/schemas/video.ts").ManifestView} ManifestView
 * @typedef {ManifestView["windows"][number]} WindowView
 * @typedef {{ view: WindowView, goodUntil: number }} Kept
 */

const WINDOWS_AT_ONCE = 2; // the one that is looked at, and the next
const MARGIN_MS = 30_000; // a URL must live as long as its picture takes to come

/**
 * The windows of a video as they are looked at: asked for once, again when their URLs expire or when they were
 * not rendered yet.
 *
 * @param {{
 *   load: (part: { from: number, windows: number }) => Promise<ManifestView>,
 *   now: () => number,
 * }} source
 */
export function keepWindows({ load, now }) {
  /** @type {Map<number, Kept>} */
  const kept = new Map();
  /** @type {Map<number, Promise<void>>} */
  const loading = new Map();

  /** @param {number} start */
  async function reload(start) {
    const page = await load({ from: start, windows: WINDOWS_AT_ONCE });
    const goodUntil = Date.parse(page.expiresAt) - MARGIN_MS;
    for (const view of page.windows) kept.set(view.start, { view, goodUntil });
  }

  /** @param {number} start */
  function usable(start) {
    const one = kept.get(start);
    return one !== undefined && one.view.state !== "pending" && one.goodUntil > now()
      ? one.view
      : undefined;
  }

  return {
    /** The window, if it need not be asked for. */
    now: usable,

    /**
     * The window that begins with a second; undefined when the video has none there.
     *
     * @param {number} start
     * @returns {Promise<WindowView | undefined>}
     */
    async get(start) {
      const known = usable(start);
      if (known !== undefined) return known;
      const running = loading.get(start) ?? reload(start).finally(() => loading.delete(start));
      loading.set(start, running);
      await running;
      return kept.get(start)?.view;
    },

    /**
     * Forgets a window whose pictures do not come.
     *
     * @param {number} start
     */
    forget(start) {
      kept.delete(start);
    },
  };
}
