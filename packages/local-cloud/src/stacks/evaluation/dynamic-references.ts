import { fail } from "../../errors.ts";
import { isArray, isObject, type Json, type JsonObject } from "../json.ts";

/** Where the values come from. */
export interface ReferenceSources {
  /** A parameter of Systems Manager; `secure` allows a `SecureString`. */
  parameter(request: { name: string; secure: boolean }): Promise<string>;
  /** A secret, or a part of it, by what follows `secretsmanager:`. */
  secret(reference: string): Promise<string>;
}

const REFERENCE = /\{\{resolve:([a-z-]+):([^{}]*)\}\}/gu;
const LONGEST_NAME = 2048; // dynamic references

/**
 * Replaces `{{resolve:ssm:…}}`, `{{resolve:ssm-secure:…}}` and `{{resolve:secretsmanager:…}}` in
 * every string of `properties`.
 *
 * @throws {AwsError} What the services answer; `ValidationError` for an unknown one.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references.html
 */
export async function resolveDynamicReferences(
  properties: JsonObject,
  read: ReferenceSources,
): Promise<JsonObject> {
  const entries = Object.entries(properties).map(async ([key, value]): Promise<[string, Json]> => [
    key,
    await resolveIn(value, read),
  ]);
  return Object.fromEntries(await Promise.all(entries));
}

async function resolveIn(value: Json, read: ReferenceSources): Promise<Json> {
  if (typeof value === "string") return resolveText(value, read);
  if (isArray(value)) return Promise.all(value.map((item) => resolveIn(item, read)));
  return isObject(value) ? resolveDynamicReferences(value, read) : value;
}

async function resolveText(value: string, read: ReferenceSources): Promise<string> {
  if (!value.includes("{{resolve:")) return value;
  const parts = await Promise.all(
    [...value.matchAll(REFERENCE)].map(async (match) => {
      const [whole, service = "", name = ""] = match;
      return { at: match.index, length: whole.length, text: await readOne(service, name, read) };
    }),
  );
  let result = "";
  let from = 0;
  for (const { at, length, text } of parts) {
    result += value.slice(from, at) + text;
    from = at + length;
  }
  return result + value.slice(from);
}

async function readOne(service: string, name: string, read: ReferenceSources): Promise<string> {
  if (name === "" || name.length > LONGEST_NAME) {
    return fail("ValidationError", "Could not parse the name in a dynamic reference.");
  }
  switch (service) {
    case "ssm":
      return read.parameter({ name, secure: false });
    case "ssm-secure":
      return read.parameter({ name, secure: true });
    case "secretsmanager":
      return read.secret(name);
    default:
      return fail("ValidationError", `Dynamic reference service ${service} is not supported.`);
  }
}
