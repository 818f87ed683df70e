const HIDDEN = "[hidden]";

// Names whose values are nobody's business in a log, wherever in an attribute they occur.
const SECRET_NAME =
  /pass(?:word|wd|phrase)|secret|token|authori[sz]ation|cookie|api[-_]?key|credential|signature|card[-_]?number/iu;
const EMAIL = /[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+/gu; // RFC 5322 atext
const JWT = /\beyJ[\w-]+\.[\w-]+\.[\w-]*/gu;
const ACCESS_KEY_ID = /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/gu;
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

/** A log text with e-mail addresses, tokens, access keys and card numbers taken out. */
export function redactText(text: string): string {
  return text
    .replaceAll(EMAIL, HIDDEN)
    .replaceAll(JWT, HIDDEN)
    .replaceAll(ACCESS_KEY_ID, HIDDEN)
    .replaceAll(CARD_NUMBER, (found) => (hasCheckDigit(found) ? HIDDEN : found));
}

/** A `JSON.stringify` replacer that hides values with a secret's name, and redacts every other text. */
export function redact(key: string, value: unknown): unknown {
  if (SECRET_NAME.test(key) && value !== undefined) return HIDDEN;
  return typeof value === "string" ? redactText(value) : value;
}
