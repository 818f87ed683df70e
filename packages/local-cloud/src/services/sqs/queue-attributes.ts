import { isDeepStrictEqual } from "node:util";
import { fail } from "../../errors.ts";
import { invalidAttributeValue, unknownAttribute } from "./errors.ts";
import { effectiveAttributes } from "./queue.ts";

type Check = (value: string) => boolean;

const integer =
  (least: number, most: number): Check =>
  (value) =>
    /^\d{1,9}$/.test(value) && Number(value) >= least && Number(value) <= most;
const oneOf =
  (...choices: string[]): Check =>
  (value) =>
    choices.includes(value);
const jsonObject: Check = (value) => {
  const parsed = parseJson(value);
  return typeof parsed === "object" && parsed !== null && !Array.isArray(parsed);
};

// Ranges: SQS API reference, CreateQueue.
const CHECKS = new Map<string, Check>([
  ["DelaySeconds", integer(0, 900)],
  ["MaximumMessageSize", integer(1024, 1_048_576)],
  ["MessageRetentionPeriod", integer(60, 1_209_600)],
  ["ReceiveMessageWaitTimeSeconds", integer(0, 20)],
  ["VisibilityTimeout", integer(0, 43_200)],
  ["KmsDataKeyReusePeriodSeconds", integer(60, 86_400)],
  ["KmsMasterKeyId", (value) => value.length <= 2048],
  ["SqsManagedSseEnabled", oneOf("true", "false")],
  ["Policy", jsonObject],
  ["RedrivePolicy", () => true], // checked against the other queues: redrive-policy.ts
  ["RedriveAllowPolicy", jsonObject],
]);

const FIFO_CHECKS = new Map<string, Check>([
  ["FifoQueue", oneOf("true")],
  ["ContentBasedDeduplication", oneOf("true", "false")],
  ["DeduplicationScope", oneOf("queue", "messageGroup")],
  ["FifoThroughputLimit", oneOf("perQueue", "perMessageGroupId")],
]);

/** Attributes that an empty value removes. */
const REMOVABLE = new Set(["Policy", "RedrivePolicy", "RedriveAllowPolicy", "KmsMasterKeyId"]);
const JSON_ATTRIBUTES = new Set(["Policy", "RedrivePolicy", "RedriveAllowPolicy"]);

/** Drops the members that the wire carried without a value. */
export function givenAttributes(
  attributes: Readonly<Record<string, string | undefined>> | undefined,
): [string, string][] {
  return Object.entries(attributes ?? {}).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] satisfies [string, string]],
  );
}

/**
 * Puts `changes` over `current`; an empty value removes a policy or key.
 *
 * @throws {AwsError} `InvalidAttributeName` or `InvalidAttributeValue`.
 */
export function changeAttributes(
  current: Readonly<Record<string, string>>,
  changes: readonly (readonly [string, string])[],
  fifo: boolean,
): Record<string, string> {
  const next = new Map(Object.entries(current));
  for (const [name, value] of changes) {
    const check = CHECKS.get(name) ?? (fifo ? FIFO_CHECKS.get(name) : undefined);
    if (check === undefined) unknownAttribute(name);
    if (value === "" && REMOVABLE.has(name)) next.delete(name);
    else if (check(value)) next.set(name, value);
    else invalidAttributeValue(name);
  }
  checkEncryption(next);
  checkThroughput(next);
  return Object.fromEntries(next);
}

function checkEncryption(attributes: Map<string, string>): void {
  if (attributes.has("KmsMasterKeyId") && attributes.get("SqsManagedSseEnabled") === "true") {
    fail(
      "InvalidAttributeName",
      "You can use one type of server-side encryption (SSE) at one time. You can either enable KMS SSE or SQS SSE.",
    );
  }
}

function checkThroughput(attributes: Map<string, string>): void {
  const perGroup = attributes.get("FifoThroughputLimit") === "perMessageGroupId";
  if (perGroup && attributes.get("DeduplicationScope") !== "messageGroup") {
    fail(
      "InvalidAttributeValue",
      "The perMessageGroupId value for FifoThroughputLimit is allowed only when the value for DeduplicationScope is messageGroup.",
    );
  }
}

/** The first of `asked` that an existing queue has another value for; CreateQueue refuses it. */
export function differingAttribute(
  existing: Readonly<Record<string, string>>,
  asked: readonly (readonly [string, string])[],
): string | undefined {
  const effective = effectiveAttributes(existing);
  const differs = ([name, value]: readonly [string, string]): boolean => {
    const held = effective[name];
    if (!JSON_ATTRIBUTES.has(name) || held === undefined) return held !== value;
    return !isDeepStrictEqual(parseJson(held), parseJson(value));
  };
  return asked.find(differs)?.[0];
}

/** The JSON value of a text, or `undefined` when it is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
