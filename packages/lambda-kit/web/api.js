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
 * Asks the API's routes for bearers of a link.
 *
 * @param {{ base: string, token: string, fetch: typeof globalThis.fetch }} access `base` is the URL of their folder.
 * @returns A function of a path in that folder, which throws {@link Refused}.
 */
export function openApi({ base, token, fetch }) {
  /** @param {string} path */
  return async (path) => {
    const headers = { authorization: `Bearer ${token}` };
    const response = await fetch(new URL(path, base), { headers }).catch(() => {
      throw new Refused("NoAnswer", "the server does not answer");
    });
    const body = await response.json().catch(() => undefined);
    if (response.ok) return body;
    const { code, message } = problemOf(body);
    throw new Refused(code, message);
  };
}

/** @type {readonly [RegExp, string][]} */
const MESSAGES = [
  [/LinkMissing$/, "This page opens with a link. Ask whoever runs the service for one."],
  [/LinkExpired$/, "This link has expired. Ask for a new one."],
  [/LinkUnknown$/, "This link is not valid: it was revoked, or was not copied whole."],
  [/^NoAnswer$/, "The server does not answer. Check the connection and load the page again."],
];

/**
 * What went wrong, for whoever looks at the page.
 *
 * @param {unknown} error
 * @returns {{ text: string, isShut: boolean, isDefect: boolean }} `isShut`: the link opens nothing any more.
 */
export function explain(error) {
  if (!(error instanceof Refused)) {
    return { text: "Something went wrong.", isShut: false, isDefect: true };
  }
  const [, known] = MESSAGES.find(([code]) => code.test(error.code)) ?? [];
  const isShut = /Link(?:Missing|Expired|Unknown)$/.test(error.code);
  return { text: known ?? error.message, isShut, isDefect: false };
}
