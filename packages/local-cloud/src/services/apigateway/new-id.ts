import { randomInt } from "node:crypto";

const LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789";

/** An identifier as API Gateway makes them: ten characters for an API, six for its parts. */
export function newId(length: 6 | 10): string {
  return Array.from({ length }, () => LETTERS[randomInt(LETTERS.length)]).join("");
}
