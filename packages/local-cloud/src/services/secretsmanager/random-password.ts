import { randomInt } from "node:crypto";
import { fail } from "../../errors.ts";

const LOWER = "abcdefghijklmnopqrstuvwxyz";
const UPPER = LOWER.toUpperCase();
const DIGITS = "0123456789";
const PUNCTUATION = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";
const LONGEST = 4096; // GetRandomPassword, PasswordLength

/** What a password may and must be made of. */
export interface PasswordRules {
  readonly PasswordLength?: number | undefined;
  readonly ExcludeCharacters?: string | undefined;
  readonly ExcludeNumbers?: boolean | undefined;
  readonly ExcludePunctuation?: boolean | undefined;
  readonly ExcludeUppercase?: boolean | undefined;
  readonly ExcludeLowercase?: boolean | undefined;
  readonly IncludeSpace?: boolean | undefined;
  readonly RequireEachIncludedType?: boolean | undefined;
}

/**
 * A random password, from a source fit for secrets.
 *
 * @throws {AwsError} `InvalidParameterException` when the rules leave nothing to choose from.
 * @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetRandomPassword.html
 */
export function randomPassword(rules: PasswordRules): string {
  const length = rules.PasswordLength ?? 32;
  const kinds = kindsOf(rules);
  const all = kinds.join("");
  const eachKind = rules.RequireEachIncludedType === false ? [] : kinds;
  if (all === "" || length < Math.max(1, eachKind.length) || length > LONGEST) {
    return fail(
      "InvalidParameterException",
      "Password length is invalid for the characters that it may have.",
    );
  }
  const characters = eachKind.map((kind) => pick(kind));
  while (characters.length < length) characters.push(pick(all));
  return shuffled(characters).join("");
}

/** The characters of each kind that may be used; kinds of which none is left are left out. */
function kindsOf(rules: PasswordRules): string[] {
  const kinds: readonly [string, boolean | undefined][] = [
    [LOWER, rules.ExcludeLowercase],
    [UPPER, rules.ExcludeUppercase],
    [DIGITS, rules.ExcludeNumbers],
    [PUNCTUATION, rules.ExcludePunctuation],
    [" ", rules.IncludeSpace !== true],
  ];
  return kinds
    .filter(([, isExcluded]) => isExcluded !== true)
    .map(([kind]) => without(kind, rules.ExcludeCharacters ?? ""))
    .filter((kind) => kind !== "");
}

function without(kind: string, excluded: string): string {
  return Array.from(kind)
    .filter((character) => !excluded.includes(character))
    .join("");
}

function pick(characters: string): string {
  return characters.charAt(randomInt(characters.length));
}

/** Else the first characters would tell their kinds. */
function shuffled(characters: readonly string[]): string[] {
  return characters
    .map((character) => ({ character, order: randomInt(2 ** 32) }))
    .sort((a, b) => a.order - b.order)
    .map(({ character }) => character);
}
