import { randomUUID } from "node:crypto";
import { AwsError } from "../../errors.ts";
import type { Attributes } from "./attributes.ts";
import { invalidParameter } from "./errors.ts";
import type { Pool, PoolsState } from "./state.ts";
import { findUser } from "./users.ts";

const NAME = /^[\p{L}\p{M}\p{S}\p{N}\p{P}]{1,128}$/u; // UsernameType
const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/u;
const PHONE = /^\+\d+$/u;

/** Whom a sign-up or an administrator makes. */
export interface NewName {
  readonly username: string;
  readonly sub: string;
  /** The given attributes, with the address that the user signs in with. */
  readonly attributes: Attributes;
}

/**
 * Finds out what a new user is called.
 *
 * @throws {AwsError} `InvalidParameterException`, `UsernameExistsException`.
 */
export function newName(
  state: PoolsState,
  pool: Pool,
  { Username = "", attributes }: { Username: string | undefined; attributes: Attributes },
): NewName {
  if (!NAME.test(Username)) {
    throw invalidParameter(
      String.raw`1 validation error detected: Value at 'username' failed to satisfy constraint: Member must satisfy regular expression pattern: [\p{L}\p{M}\p{S}\p{N}\p{P}]+`,
    );
  }
  const sub = randomUUID();
  const address = addressOf(pool, Username);
  if (address === undefined) checkAliasFormat(pool, Username);
  const all = address === undefined ? attributes : { ...attributes, [address]: Username };
  const name = { username: address === undefined ? Username : sub, sub, attributes: all };
  refuseKnown(state, pool, { name, address });
  return name;
}

/** In a pool whose users sign in with an address: which of the two it is. */
function addressOf({ settings }: Pool, username: string): "email" | "phone_number" | undefined {
  const allowed = settings.UsernameAttributes ?? [];
  if (allowed.length === 0) return undefined;
  if (allowed.includes("email") && EMAIL.test(username)) return "email";
  if (allowed.includes("phone_number") && PHONE.test(username)) return "phone_number";
  const words = allowed.map((kind) => (kind === "email" ? "an email" : "a phone number"));
  throw invalidParameter(
    `Username should be ${words.length > 1 ? "either " : ""}${words.join(" or ")}.`,
  );
}

function checkAliasFormat({ settings }: Pool, username: string): void {
  const aliases = settings.AliasAttributes ?? [];
  if (aliases.includes("email") && EMAIL.test(username)) {
    throw invalidParameter(
      "Username cannot be of email format, since user pool is configured for email alias.",
    );
  }
  if (aliases.includes("phone_number") && PHONE.test(username)) {
    throw invalidParameter(
      "Username cannot be of phone number format, since user pool is configured for phone number alias.",
    );
  }
}

function refuseKnown(
  state: PoolsState,
  pool: Pool,
  { name, address }: { name: NewName; address: "email" | "phone_number" | undefined },
): void {
  for (const kind of pool.settings.UsernameAttributes ?? []) {
    const value = name.attributes[kind];
    if (value !== undefined && findUser(state, pool, value) !== undefined) {
      throw new AwsError(
        "UsernameExistsException",
        `An account with the given ${kind} already exists.`,
      );
    }
  }
  if (address === undefined && findUser(state, pool, name.username) !== undefined) {
    throw new AwsError("UsernameExistsException", "User already exists");
  }
}
