import { compilePattern, PatternError } from "../../patterns/compile.ts";
import { matches } from "../../patterns/match.ts";
import type { Pattern } from "../../patterns/matcher.ts";
import { invalidParameter } from "./errors.ts";
import { bodyFor, type PublishedMessage } from "./message.ts";
import type { PublishedAttributes } from "./publish-attributes.ts";
import type { Subscription } from "./topic.ts";

const MAX_COMBINATIONS = 150; // of the values of all keys; SNS developer guide, "Filter policy constraints"
const MAX_KEYS = 5; // leaf keys of a policy; the same page

/**
 * Reads a filter policy.
 *
 * @param where What the message of an error starts with: `FilterPolicy`.
 * @throws {AwsError} `InvalidParameter`.
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-subscription-filter-policies.html
 */
export function readFilterPolicy(text: string, scope: string, where: string): Pattern | undefined {
  const json = parse(text, where);
  if (isEmptyObject(json)) return undefined; // takes every message
  try {
    const pattern = compilePattern(json);
    checkLimits(pattern, where);
    if (scope === "MessageAttributes") checkFlat(json, where);
    return pattern;
  } catch (error) {
    if (error instanceof PatternError) return invalidParameter(`${where}: ${error.message}`);
    throw error;
  }
}

function parse(text: string, where: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return invalidParameter(`${where}: failed to parse JSON. ${reason}`);
  }
}

function isEmptyObject(json: unknown): boolean {
  return typeof json === "object" && json !== null && Object.keys(json).length === 0;
}

function checkLimits(pattern: Pattern, where: string): void {
  let combinations = 0;
  const keys = new Set<string>();
  for (const branch of pattern) {
    let product = 1;
    for (const [path, matchers] of branch) {
      keys.add(path);
      // A key counts with its depth, so nested policies may hold fewer values.
      product *= matchers.length * path.split(".").length;
    }
    combinations += product;
  }
  if (combinations > MAX_COMBINATIONS) invalidParameter(`${where}: Filter policy is too complex`);
  if (keys.size > MAX_KEYS) {
    invalidParameter(`${where}: Filter policy can not have more than ${MAX_KEYS} keys`);
  }
}

function checkFlat(json: unknown, where: string): void {
  const nested = Object.entries(json ?? {}).some(
    ([key, value]) => key !== "$or" && !Array.isArray(value),
  );
  if (nested) {
    invalidParameter(
      `${where}: Filter policy scope MessageAttributes does not support nested filter policy`,
    );
  }
}

/** True when a subscription's filter policy, if it has one, lets a message through. */
export function accepts(subscription: Subscription, message: PublishedMessage): boolean {
  const { FilterPolicy: text, FilterPolicyScope: scope = "MessageAttributes" } =
    subscription.attributes;
  const pattern = text === undefined ? undefined : readFilterPolicy(text, scope, "FilterPolicy");
  if (pattern === undefined) return true;
  if (scope === "MessageAttributes") return matches(pattern, attributeEvent(message.attributes));
  const body = tryParse(bodyFor(message, subscription.protocol));
  return typeof body === "object" && body !== null && matches(pattern, body);
}

function attributeEvent(attributes: PublishedAttributes): Record<string, unknown> {
  const event = new Map<string, unknown>();
  for (const [name, { type, value }] of Object.entries(attributes)) {
    if (type.startsWith("Number")) event.set(name, Number(value));
    else if (type === "String.Array") event.set(name, listOr(value));
    else if (!type.startsWith("Binary")) event.set(name, value); // bytes cannot be filtered by
  }
  return Object.fromEntries(event);
}

function listOr(value: string): unknown {
  const list = tryParse(value);
  return Array.isArray(list) ? list : value;
}

function tryParse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
