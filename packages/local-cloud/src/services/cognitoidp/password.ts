import { randomBytes, randomInt, scrypt, timingSafeEqual } from "node:crypto";
import type { PasswordPolicyType } from "@aws-sdk/client-cognito-identity-provider";
import { AwsError } from "../../errors.ts";
import type { Pool } from "./state.ts";

/** A password as it is kept: scrypt with Node's default cost. */
export interface StoredPassword {
  /** Base64, as the hash. */
  readonly salt: string;
  readonly hash: string;
}

const HASH_BYTES = 64;
const LONGEST = 256; // PasswordType
const SYMBOLS = /[\^$*.[\]{}()?"!@#%&/\\,><':;|_~`=+\- ]/u;

/** What CreateUserPool fills in when it is given no policy. */
export const DEFAULT_POLICY = {
  MinimumLength: 8,
  RequireUppercase: true,
  RequireLowercase: true,
  RequireNumbers: true,
  RequireSymbols: true,
  TemporaryPasswordValidityDays: 7,
} satisfies PasswordPolicyType;

/** The policy of a pool; one that is given names all that it wants. */
export function policyOf({ settings }: Pick<Pool, "settings">): PasswordPolicyType {
  const given = settings.Policies?.PasswordPolicy;
  if (given === undefined) return DEFAULT_POLICY;
  const { MinimumLength = 6, TemporaryPasswordValidityDays = 7 } = given;
  return {
    RequireUppercase: false,
    RequireLowercase: false,
    RequireNumbers: false,
    RequireSymbols: false,
    ...given,
    MinimumLength,
    TemporaryPasswordValidityDays: TemporaryPasswordValidityDays || 7,
  };
}

/** @throws {AwsError} `InvalidPasswordException`, with the first rule that the password breaks. */
export function checkPassword(password: string, policy: PasswordPolicyType): void {
  const broken = brokenRule(password, policy);
  if (broken === undefined) return;
  throw new AwsError("InvalidPasswordException", `Password did not conform with policy: ${broken}`);
}

function brokenRule(password: string, policy: PasswordPolicyType): string | undefined {
  if (password.length < (policy.MinimumLength ?? 6)) return "Password not long enough";
  if (password.length > LONGEST) return "Password too long";
  if (/^\s|\s$/u.test(password)) return "Password must not start or end with a space";
  const wanted: readonly [boolean | undefined, RegExp, string][] = [
    [policy.RequireUppercase, /[A-Z]/u, "uppercase"],
    [policy.RequireLowercase, /[a-z]/u, "lowercase"],
    [policy.RequireNumbers, /\d/u, "numeric"],
    [policy.RequireSymbols, SYMBOLS, "symbol"],
  ];
  const missing = wanted.find(([isWanted, kind]) => isWanted === true && !kind.test(password));
  return missing && `Password must have ${missing[2]} characters`;
}

/** Hashes a password with a salt of its own. */
export async function hashPassword(password: string): Promise<StoredPassword> {
  const salt = randomBytes(16);
  const hash = await derive(password, salt);
  return { salt: salt.toString("base64"), hash: hash.toString("base64") };
}

/** Whether this is the password; takes as long for a user who has none. */
export async function isPassword(
  password: string,
  stored: StoredPassword | undefined,
): Promise<boolean> {
  const hash = await derive(password, Buffer.from(stored?.salt ?? "", "base64"));
  const wanted = Buffer.from(stored?.hash ?? "", "base64");
  return wanted.length === hash.length && timingSafeEqual(wanted, hash);
}

function derive(password: string, salt: Uint8Array): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(password.normalize("NFC"), salt, HASH_BYTES, (error, key) => {
      if (error === null) resolve(key);
      else reject(error);
    });
  });
}

// Without what looks alike, and what templates of mails would have to escape.
const KINDS = [
  "ABCDEFGHJKLMNPQRSTUVWXYZ",
  "abcdefghijkmnopqrstuvwxyz",
  "23456789",
  "!#$%*+-=?@^_~",
];

/** A password that keeps any policy of its length. */
export function temporaryPassword({ MinimumLength = 8 }: PasswordPolicyType): string {
  const all = KINDS.join("");
  const kinds = Array.from({ length: Math.max(MinimumLength, 8) }, (_, at) => KINDS[at] ?? all);
  const characters: string[] = [];
  for (const kind of kinds) {
    const character = kind.charAt(randomInt(kind.length));
    characters.splice(randomInt(characters.length + 1), 0, character); // at any place
  }
  return characters.join("");
}
