import { invalidParameter } from "./errors.ts";
import type { User } from "./user.ts";

const FIELDS: ReadonlySet<string> = new Set([
  "cognito:user_status",
  "email",
  "family_name",
  "given_name",
  "name",
  "phone_number",
  "preferred_username",
  "status",
  "sub",
  "username",
]);
const FILTER = /^\s*"?([\w:]+)"?\s*(\^?=)\s*"((?:[^"\\]|\\.)*)"\s*$/su;
const MAX_CHARS = 256; // ListUsers, Filter

/**
 * Reads a filter of ListUsers: `family_name = "Reddy"`, `email ^= "a"`.
 *
 * @throws {AwsError} `InvalidParameterException`.
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListUsers.html
 */
export function userFilter(text: string | undefined): (user: User) => boolean {
  if (text === undefined || text === "") return () => true;
  const [, field = "", operator, quoted = ""] =
    (text.length > MAX_CHARS ? null : FILTER.exec(text)) ?? [];
  if (!FIELDS.has(field)) throw invalidParameter("Error while parsing filter.");
  const wanted = quoted.replaceAll(/\\(.)/gsu, "$1");
  return (user) => {
    const value = fieldOf(user, field);
    if (value === undefined) return false;
    return operator === "=" ? value === wanted : value.startsWith(wanted);
  };
}

function fieldOf(user: User, field: string): string | undefined {
  switch (field) {
    case "username":
      return user.username;
    case "sub":
      return user.sub;
    case "cognito:user_status":
      return user.status;
    case "status":
      return user.enabled ? "Enabled" : "Disabled";
    default:
      return Object.hasOwn(user.attributes, field) ? user.attributes[field] : undefined;
  }
}
