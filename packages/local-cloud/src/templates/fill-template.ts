/** Puts values in place of placeholders, as JSON, or as text where the template has quotation marks. */
export function fillTemplate(
  template: string,
  placeholder: RegExp,
  value: (name: string) => unknown,
): string {
  let text = "";
  let done = 0;
  let quoted = false;
  for (const match of template.matchAll(placeholder)) {
    const before = template.slice(done, match.index);
    quoted = endsQuoted(before, quoted);
    const found = value(match[1] ?? "");
    text += before + (quoted ? insideText(found) : asJson(found));
    done = match.index + match[0].length;
  }
  return text + template.slice(done);
}

/** True when the text after `part` is inside a JSON string. */
function endsQuoted(part: string, quoted: boolean): boolean {
  let inside = quoted;
  for (let at = 0; at < part.length; at += 1) {
    const character = part.charAt(at);
    if (character === "\\") at += 1;
    else if (character === '"') inside = !inside;
  }
  return inside;
}

/** A value in place of a JSON value; one that the event does not have is the empty text. */
function asJson(value: unknown): string {
  return JSON.stringify(value ?? (value === null ? null : ""));
}

/** A value inside a JSON string: text as it is, objects and lists without their quotation marks. */
function insideText(value: unknown): string {
  if (value === undefined) return "";
  const json = JSON.stringify(value);
  if (typeof value === "string") return json.slice(1, -1);
  return json.replaceAll(/\\.|"/g, (found) => (found.endsWith('"') ? "" : found));
}
