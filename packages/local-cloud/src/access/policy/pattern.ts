/**
 * A text with wildcards: the codes of its characters, and {@link ANY_CHARACTER}, {@link ANY_TEXT}
 * and {@link ANY_IN_SEGMENT} among them.
 */
export type Pattern = readonly number[];

/** `?`: one character. */
const ANY_CHARACTER = -1;
/** `*`: any text, none included. */
const ANY_TEXT = -2;
/** A `*` that stops at a colon. */
const ANY_IN_SEGMENT = -3;

const COLON = 58;
const WILDCARDS: ReadonlyMap<string, number> = new Map([
  ["*", ANY_TEXT],
  ["?", ANY_CHARACTER],
]);
const SEGMENT_COLONS = 5; // between the six parts of an ARN; the last part may hold more of them

/** The characters of a text, none of which is a wildcard. */
export function literal(text: string): Pattern {
  return Array.from({ length: text.length }, (_, at) => text.charCodeAt(at));
}

/** A text in which `*` and `?` are wildcards. */
export function wildcards(text: string): Pattern {
  return Array.from(
    { length: text.length },
    (_, at) => WILDCARDS.get(text.charAt(at)) ?? text.charCodeAt(at),
  );
}

/**
 * Whether all of a text fits a pattern. Takes time in proportion to the product of their lengths at
 * worst, whatever the pattern: policies come from outside.
 */
export function fits(pattern: Pattern, text: string): boolean {
  const start = literalLength(pattern);
  for (let at = 0; at < start; at += 1) {
    if (text.charCodeAt(at) !== pattern[at]) return false;
  }
  if (start === pattern.length) return text.length === start;
  return fitsFrom(pattern.slice(start), text.slice(start));
}

/** How many characters stand before the first wildcard. */
function literalLength(pattern: Pattern): number {
  const first = pattern.findIndex((code) => code < 0);
  return first === -1 ? pattern.length : first;
}

function fitsFrom(pattern: Pattern, text: string): boolean {
  // reached[n]: the pattern so far fits the first n characters of the text.
  let reached = new Uint8Array(text.length + 1);
  reached[0] = 1;
  for (const code of pattern) reached = advance(reached, code, text);
  return reached[text.length] === 1;
}

function advance(reached: Uint8Array, code: number, text: string): Uint8Array<ArrayBuffer> {
  const next = new Uint8Array(reached.length);
  if (code === ANY_TEXT || code === ANY_IN_SEGMENT) next[0] = reached[0] ?? 0;
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charCodeAt(at);
    const stays = reached[at + 1] === 1 || (next[at] === 1 && passes(code, character));
    const steps = reached[at] === 1 && (code === ANY_CHARACTER || code === character);
    next[at + 1] = Number(code <= ANY_TEXT ? stays : steps);
  }
  return next;
}

function passes(star: number, character: number): boolean {
  return star === ANY_TEXT || character !== COLON;
}

/**
 * The pattern of a `Resource` element: a `*` that ends a part of the ARN reaches beyond the colon,
 * one inside a part does not.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
 */
export function withinSegments(pattern: Pattern): Pattern {
  let colons = 0;
  return pattern.map((code, at) => {
    if (code === COLON) colons += 1;
    const next = pattern[at + 1];
    const inside = colons < SEGMENT_COLONS && next !== undefined && next !== COLON;
    return code === ANY_TEXT && inside ? ANY_IN_SEGMENT : code;
  });
}

/** Compares the six parts of an ARN each on its own, as the ARN operators of conditions do. */
export function fitsByPart(pattern: Pattern, arn: string): boolean {
  const parts = arn.split(":");
  const wanted = splitParts(pattern);
  if (parts.length <= SEGMENT_COLONS || wanted.length <= SEGMENT_COLONS) return false;
  const given = [...parts.slice(0, SEGMENT_COLONS), parts.slice(SEGMENT_COLONS).join(":")];
  return wanted.every((part, at) => fits(part, given[at] ?? ""));
}

function splitParts(pattern: Pattern): Pattern[] {
  const parts: Pattern[] = [];
  let start = 0;
  for (const [at, code] of pattern.entries()) {
    if (code !== COLON || parts.length === SEGMENT_COLONS) continue;
    parts.push(pattern.slice(start, at));
    start = at + 1;
  }
  return [...parts, pattern.slice(start)];
}
