import { randomBytes } from "node:crypto";
import { fail } from "../../errors.ts";
import { readDatePattern } from "./date-pattern.ts";
import type { Partition } from "./model.ts";

/** What the expressions of a prefix become. */
export interface PrefixValues {
  /** Of the oldest record of the object: milliseconds since the Unix epoch. */
  readonly oldestAt: number;
  readonly timeZone: string;
  readonly partition: Partition;
  readonly errorType: string;
}

/** A prefix of objects, read. */
export interface Prefix {
  evaluate(values: PrefixValues): string;
  /** True when it has an expression of any kind. */
  readonly hasExpressions: boolean;
  readonly namesErrorType: boolean;
  /** The partition keys that it needs. */
  readonly queryKeys: readonly string[];
  readonly lambdaKeys: readonly string[];
}

type Part = (values: PrefixValues) => string;

const EXPRESSION = /!\{(\w+):([^}]*)\}/g;
const RANDOM_LENGTH = 11; // characters of !{firehose:random-string}; Firehose developer guide

/**
 * Reads a prefix with its `!{namespace:value}` expressions.
 *
 * @throws {AwsError} `InvalidArgumentException`; `NotEmulated` for letters of dates.
 * @see https://docs.aws.amazon.com/firehose/latest/dev/s3-prefixes.html
 */
export function readPrefix(text: string): Prefix {
  const parts: Part[] = [];
  const keys = { query: new Array<string>(), lambda: new Array<string>() };
  let done = 0;
  for (const match of text.matchAll(EXPRESSION)) {
    const [whole, namespace = "", value = ""] = match;
    const literal = text.slice(done, match.index);
    parts.push(() => literal, readExpression(namespace, value));
    if (namespace === "partitionKeyFromQuery") keys.query.push(value);
    if (namespace === "partitionKeyFromLambda") keys.lambda.push(value);
    done = match.index + whole.length;
  }
  const rest = text.slice(done);
  if (rest.includes("!{")) refuse(`the expression ${rest} is not valid`);
  return {
    evaluate: (values) => parts.map((part) => part(values)).join("") + rest,
    hasExpressions: parts.length > 0,
    namesErrorType: text.includes("!{firehose:error-output-type}"),
    queryKeys: [...new Set(keys.query)],
    lambdaKeys: [...new Set(keys.lambda)],
  };
}

function readExpression(namespace: string, value: string): Part {
  switch (namespace) {
    case "timestamp": {
      const pattern = readDatePattern(value);
      return ({ oldestAt, timeZone }) => pattern(oldestAt, timeZone);
    }
    case "partitionKeyFromQuery":
      return ({ partition }) => ownValue(partition.query, value);
    case "partitionKeyFromLambda":
      return ({ partition }) => ownValue(partition.lambda, value);
    case "firehose":
      if (value === "random-string") return () => randomText();
      if (value === "error-output-type") return ({ errorType }) => errorType;
      return refuse(`!{firehose:${value}} is not known`);
    default:
      return refuse(`the namespace ${namespace} is not known`);
  }
}

function ownValue(keys: Readonly<Record<string, string>> | undefined, name: string): string {
  return keys !== undefined && Object.hasOwn(keys, name) ? (keys[name] ?? "") : "";
}

function randomText(): string {
  return randomBytes(RANDOM_LENGTH).toString("base64url").slice(0, RANDOM_LENGTH);
}

function refuse(reason: string): never {
  return fail("InvalidArgumentException", `Invalid S3 prefix expression: ${reason}.`);
}

/** The prefix of records that went through, which has a date at its end unless it says otherwise. */
export function dataPrefix(text = ""): Prefix {
  const prefix = readPrefix(text);
  return prefix.hasExpressions ? prefix : readPrefix(`${text}!{timestamp:yyyy/MM/dd/HH/}`);
}

/** The prefix of records that failed. */
export function errorPrefix(text: string | undefined, ofData = ""): Prefix {
  const prefix = readPrefix(text ?? ofData);
  if (text !== undefined && prefix.hasExpressions) return prefix;
  return readPrefix(`${text ?? ofData}!{firehose:error-output-type}/!{timestamp:yyyy/MM/dd/HH/}`);
}
