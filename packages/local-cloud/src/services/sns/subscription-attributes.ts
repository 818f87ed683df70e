import * as z from "zod";
import { NotEmulatedError } from "../../errors.ts";
import { invalidParameter } from "./errors.ts";
import { readFilterPolicy } from "./filter-policy.ts";
import type { Protocol } from "./topic.ts";

/** The protocols whose endpoints can get the message without SNS's envelope. */
const RAW_PROTOCOLS = new Set<string>(["sqs", "http", "https"]);
const SCOPES = new Set(["MessageAttributes", "MessageBody"]);

const RedrivePolicy = z.object({ deadLetterTargetArn: z.string() });

type Attributes = Readonly<Record<string, string>>;

interface Change {
  readonly current: Attributes;
  readonly value: string;
  readonly protocol: Protocol;
  readonly prefix: string;
}

/** How each attribute is checked and put over those that are there. */
const SETTERS = new Map<string, (change: Change) => Record<string, string>>([
  ["RawMessageDelivery", setRawMessageDelivery],
  ["FilterPolicy", setFilterPolicy],
  ["FilterPolicyScope", setFilterPolicyScope],
  ["RedrivePolicy", setRedrivePolicy],
  // For HTTP endpoints, and here those never fail.
  ["DeliveryPolicy", ({ current, value }) => put(current, "DeliveryPolicy", value)],
]);
const NOT_EMULATED = new Set(["SubscriptionRoleArn", "ReplayPolicy"]);

/**
 * Puts one attribute over those of a subscription.
 *
 * @param prefix What SNS puts before the reason of an error; Subscribe says more.
 * @throws {AwsError} `InvalidParameter`, `NotEmulated`.
 */
export function setAttribute(
  current: Attributes,
  { name, value }: { name: string; value: string },
  { protocol, prefix }: { protocol: Protocol; prefix: string },
): Record<string, string> {
  if (NOT_EMULATED.has(name)) throw new NotEmulatedError("subscription attribute", name);
  const set = SETTERS.get(name);
  if (set !== undefined) return set({ current, value, protocol, prefix });
  return invalidParameter(prefix === "" ? "AttributeName" : `${prefix}Unknown attribute: ${name}`);
}

function setRawMessageDelivery({
  current,
  value,
  protocol,
  prefix,
}: Change): Record<string, string> {
  const text = value.toLowerCase();
  if (text !== "true" && text !== "false") {
    invalidParameter(
      `${prefix}RawMessageDelivery: Invalid value [${value}]. Must be true or false.`,
    );
  }
  if (text === "true" && !RAW_PROTOCOLS.has(protocol)) {
    invalidParameter(
      `${prefix}Delivery protocol [${protocol}] does not support raw message delivery.`,
    );
  }
  return { ...current, RawMessageDelivery: text };
}

function setFilterPolicy({ current, value, prefix }: Change): Record<string, string> {
  if (value === "") return without(without(current, "FilterPolicy"), "FilterPolicyScope");
  const FilterPolicyScope = scopeOf(current);
  readFilterPolicy(value, FilterPolicyScope, `${prefix}FilterPolicy`);
  return { ...current, FilterPolicy: value, FilterPolicyScope };
}

function setFilterPolicyScope({ current, value, prefix }: Change): Record<string, string> {
  if (!SCOPES.has(value)) {
    invalidParameter(
      `${prefix}FilterPolicyScope: Invalid value [${value}]. Please use either MessageBody or MessageAttributes`,
    );
  }
  const { FilterPolicy: policy } = current;
  if (policy !== undefined) readFilterPolicy(policy, value, `${prefix}FilterPolicy`);
  return { ...current, FilterPolicyScope: value };
}

function setRedrivePolicy({ current, value, prefix }: Change): Record<string, string> {
  if (value !== "" && !/^arn:aws[\w-]*:sqs:[^:]*:\d{12}:.+$/.test(deadLetterArn(value, prefix))) {
    invalidParameter(`${prefix}RedrivePolicy: deadLetterTargetArn is an invalid arn`);
  }
  return put(current, "RedrivePolicy", value);
}

/** An empty value removes the attribute. */
function put(current: Attributes, name: string, value: string): Record<string, string> {
  return value === "" ? without(current, name) : { ...current, [name]: value };
}

function scopeOf(attributes: Readonly<Record<string, string>>): string {
  return attributes["FilterPolicyScope"] ?? "MessageAttributes";
}

function deadLetterArn(text: string, prefix: string): string {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return invalidParameter(`${prefix}RedrivePolicy: failed to parse JSON. ${reason}`);
  }
  return RedrivePolicy.safeParse(json).data?.deadLetterTargetArn ?? "";
}

/** The dead-letter queue of a subscription's `RedrivePolicy`, if it has one. */
export function deadLetterQueueOf(
  attributes: Readonly<Record<string, string>>,
): string | undefined {
  const text = attributes["RedrivePolicy"];
  return text === undefined ? undefined : deadLetterArn(text, "");
}

/** Attributes without one of them. */
export function without(
  attributes: Readonly<Record<string, string>>,
  name: string,
): Record<string, string> {
  return Object.fromEntries(Object.entries(attributes).filter(([key]) => key !== name));
}
