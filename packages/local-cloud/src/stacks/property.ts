import * as z from "zod";
import type { JsonObject } from "./json.ts";
import type { Tag } from "./records.ts";

// CloudFormation takes numbers and booleans as text and the other way round.

/** A string property. */
export const text = z.union([z.string(), z.number(), z.boolean()]).transform(String);
/** A number property. */
export const number = z
  .union([z.number(), z.string().regex(/^-?\d+(?:\.\d+)?$/u, "expected a number")])
  .transform(Number);
/** A boolean property. */
export const flag = z
  .union([z.boolean(), z.enum(["true", "false", "True", "False"])])
  .transform((value) => String(value).toLowerCase() === "true");
/** A JSON object such as a policy document. */
export const object = z.custom<JsonObject>(
  (value) => typeof value === "object" && value !== null && !Array.isArray(value),
  "expected type: JSONObject",
);
/** A document given as an object or as its text; gives the text. */
export const document = z
  .union([z.string(), object])
  .transform((value) => (typeof value === "string" ? value : JSON.stringify(value)));
/** A map of strings. */
export const textMap = z.record(z.string(), text);
/** The `Tags` list of most types. */
export const tagList = z.array(z.strictObject({ Key: text, Value: text }));

/** A resource's own tags over those of its stack. */
export function allTags(own: readonly Tag[] | undefined, stackTags: readonly Tag[]): Tag[] {
  const merged = new Map<string, string>();
  for (const { Key, Value } of [...stackTags, ...(own ?? [])]) merged.set(Key, Value);
  return [...merged].map(([Key, Value]) => ({ Key, Value }));
}

/** The same as a map, for the services that want one. */
export function tagMap(tags: readonly Tag[]): Record<string, string> {
  return Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value]));
}

/** A map of tags as a list. */
export function tagsOfMap(map: Readonly<Record<string, string>> | undefined): Tag[] {
  return Object.entries(map ?? {}).map(([Key, Value]) => ({ Key, Value }));
}

/** What has to be done to the tags of a resource. */
export interface TagChanges {
  readonly removed: string[];
  /** New ones and those with another value. */
  readonly set: Tag[];
}

/** Compares a resource's own tags and its stack's with what they were. */
export function tagChanges(
  job: { readonly stackTags: readonly Tag[]; readonly previousStackTags: readonly Tag[] },
  own: readonly Tag[] | undefined,
  previous: readonly Tag[] | undefined,
): TagChanges {
  const before = tagMap(allTags(previous, job.previousStackTags));
  const after = allTags(own, job.stackTags);
  const kept = new Set(after.map(({ Key }) => Key));
  return {
    removed: Object.keys(before).filter((key) => !kept.has(key)),
    set: after.filter(({ Key, Value }) => before[Key] !== Value),
  };
}

/** A string property whose values the API's own type lists; the service checks them. */
export function word<T extends string>(): z.ZodType<T> {
  return z.custom<T>((value) => typeof value === "string", "expected type: String");
}
