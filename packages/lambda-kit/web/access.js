const TOKEN = /^#([\w-]{43})$/;

/**
 * The token of the link that the page was opened with, from the fragment, which no server, proxy or log ever
 * sees. It moves at once out of the address into this tab's memory, where a reload finds it; other pages of the same
 * origin have memories of their own. A header, not a cookie: what only our script sends, no other page can make the
 * browser send, and a cookie of localhost would be shared by whatever runs on its other ports.
 *
 * @param {Pick<Location, "hash" | "pathname" | "search">} location
 * @param {Pick<Storage, "getItem" | "setItem">} storage
 * @param {Pick<History, "replaceState">} history
 * @returns {string | undefined}
 */
export function takeToken(location, storage, history) {
  const key = `link ${location.pathname}`;
  const [, token] = TOKEN.exec(location.hash) ?? [];
  if (token === undefined) return storage.getItem(key) ?? undefined;
  storage.setItem(key, token);
  history.replaceState(null, "", location.pathname + location.search);
  return token;
}
