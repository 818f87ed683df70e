/** A text in which `*` stands for any text. */
export interface Wildcard {
  matches(text: string): boolean;
}

/**
 * Reads a wildcard such as `*.png`; `\*` and `\\` stand for the characters themselves.
 *
 * @throws {Error} With event-ruler's message: two `*` in a row, or another escape.
 */
export function readWildcard(pattern: string): Wildcard {
  const [first = "", ...rest] = splitParts(pattern);
  const last = rest.pop();
  if (last === undefined) return { matches: (text) => text === first };
  return {
    matches(text) {
      if (text.length < first.length + last.length) return false;
      if (!text.startsWith(first) || !text.endsWith(last)) return false;
      // The earliest place for each part leaves the most room for the others: no backtracking.
      const end = text.length - last.length;
      let at = first.length;
      for (const part of rest) {
        const found = text.indexOf(part, at);
        if (found === -1 || found + part.length > end) return false;
        at = found + part.length;
      }
      return true;
    },
  };
}

/** The literal texts between the `*`. */
function splitParts(pattern: string): string[] {
  const parts = [""];
  for (let at = 0; at < pattern.length; at += 1) {
    const character = pattern.charAt(at);
    const next = pattern.charAt(at + 1);
    // Positions count the quotation mark before the text, as event-ruler's do.
    if (character === "*") {
      if (next === "*") throw new Error(`Consecutive wildcard characters at pos ${at + 1}`);
      parts.push("");
    } else if (character === "\\") {
      if (next !== "*" && next !== "\\")
        throw new Error(`Invalid escape character at pos ${at + 1}`);
      parts.push((parts.pop() ?? "") + next);
      at += 1;
    } else {
      parts.push((parts.pop() ?? "") + character);
    }
  }
  return parts;
}
