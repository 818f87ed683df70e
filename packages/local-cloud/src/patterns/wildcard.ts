/**
 * Turns `*.png` into an expression. `*` stands for any text; `\*` and `\\` for the characters.
 *
 * @throws {Error} With event-ruler's message: two `*` in a row, or another escape.
 */
export function readWildcard(text: string): RegExp {
  let source = "";
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charAt(at);
    const next = text.charAt(at + 1);
    // Positions count the quotation mark before the text, as event-ruler's do.
    if (character === "*") {
      if (next === "*") throw new Error(`Consecutive wildcard characters at pos ${at + 1}`);
      source += "[^]*";
    } else if (character === "\\") {
      if (next !== "*" && next !== "\\")
        throw new Error(`Invalid escape character at pos ${at + 1}`);
      source += `\\${next}`;
      at += 1;
    } else {
      source += character.replace(/[$()+.?[\]^{|}/-]/, String.raw`\$&`);
    }
  }
  return new RegExp(`^${source}$`);
}
