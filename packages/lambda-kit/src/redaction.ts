const HIDDEN = "[hidden]";

// Names whose values are nobody's business in a log, wherever in an attribute they occur.
const SECRET_NAME =
  /pass(?:word|wd|phrase)|secret|token|authori[sz]ation|cookie|api[-_]?key|credential|signature|card[-_]?number/iu;
const EMAIL = /[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+/gu; // RFC 5322 atext
// Words with two dots or more, whole: to begin at every "eyJ" in one would take the square of its length.
const DOTTED = /(?<![\w-])[\w-]+(?:\.[\w-]*){2,}/gu;
const JWT_HEADER = /\beyJ[\w-]/u; // base64url of {"
const ACCESS_KEY_ID = /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/gu;
const MIN_CARD_DIGITS = 13; // ISO/IEC 7812
const CARD_NUMBER = /\b\d(?:[ -]?\d){12,18}\b/gu; // 13 to 19 digits, ISO/IEC 7812

/** Whether the last digit is right (ISO/IEC 7812, Luhn): it tells card numbers from times and identifiers. */
function hasCheckDigit(text: string): boolean {
  const digits = Array.from(text.replaceAll(/\D/gu, ""), Number).toReversed();
  const sum = digits.reduce((total, digit, place) => {
    const weighted = place % 2 === 0 ? digit : digit * 2;
    return total + (weighted > 9 ? weighted - 9 : weighted);
  }, 0);
  return sum % 10 === 0;
}

/** Hides what begins with a JWT: header, payload and signature, and what is tied on to it. */
function hideToken(dotted: string): string {
  const parts = dotted.split(".");
  const at = parts.findIndex(
    (part, place) => place + 2 < parts.length && parts[place + 1] !== "" && JWT_HEADER.test(part),
  );
  if (at === -1) return dotted;
  const [first = ""] = parts.slice(at);
  return [...parts.slice(0, at), `${first.slice(0, first.search(JWT_HEADER))}${HIDDEN}`].join(".");
}

// Most texts of a log line are ids and names. What cannot be in a text is not searched for in it: the searches
// alone took as long as all the rest of a small invocation.
const SEARCHES: readonly {
  readonly mayBeIn: (text: string) => boolean;
  readonly pattern: RegExp;
  readonly hide: (found: string) => string;
}[] = [
  { mayBeIn: (text) => text.includes("@"), pattern: EMAIL, hide: () => HIDDEN },
  { mayBeIn: (text) => text.includes("eyJ"), pattern: DOTTED, hide: hideToken },
  {
    mayBeIn: (text) => text.includes("AKIA") || text.includes("ASIA"),
    pattern: ACCESS_KEY_ID,
    hide: () => HIDDEN,
  },
  {
    mayBeIn: (text) => text.length >= MIN_CARD_DIGITS,
    pattern: CARD_NUMBER,
    hide: (found) => (hasCheckDigit(found) ? HIDDEN : found),
  },
];

/** A log text with e-mail addresses, tokens, access keys and card numbers taken out. */
export function redactText(text: string): string {
  let redacted = text;
  for (const { mayBeIn, pattern, hide } of SEARCHES) {
    if (mayBeIn(redacted)) redacted = redacted.replaceAll(pattern, hide);
  }
  return redacted;
}

// The names in log lines are few and always the same; those of a hostile object must not fill the memory.
const MAX_KNOWN_NAMES = 500;
const knownNames = new Map<string, boolean>();

function isSecretName(name: string): boolean {
  const known = knownNames.get(name);
  if (known !== undefined) return known;
  const isSecret = SECRET_NAME.test(name);
  if (knownNames.size < MAX_KNOWN_NAMES) knownNames.set(name, isSecret);
  return isSecret;
}

/** A `JSON.stringify` replacer that hides values with a secret's name, and redacts every other text. */
export function redact(key: string, value: unknown): unknown {
  if (value !== undefined && isSecretName(key)) return HIDDEN;
  return typeof value === "string" ? redactText(value) : value;
}
