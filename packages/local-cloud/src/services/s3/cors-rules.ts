import type { CORSRule } from "@aws-sdk/client-s3";
import { invalidRequest, malformedXml } from "./errors.ts";

const MAX_RULES = 100; // S3 user guide, "Elements of a CORS configuration"
const METHODS = new Set(["GET", "PUT", "HEAD", "POST", "DELETE"]);

/**
 * Checks a CORS configuration.
 *
 * @throws {AwsError} `InvalidRequest`, `MalformedXML`.
 */
export function checkCorsRules(rules: readonly CORSRule[]): void {
  if (rules.length === 0) throw malformedXml();
  if (rules.length > MAX_RULES) {
    throw invalidRequest(
      `The number of CORS rules should not exceed allowed limit of ${MAX_RULES} rules.`,
    );
  }
  for (const rule of rules) checkRule(rule);
}

function checkRule(rule: CORSRule): void {
  const { AllowedMethods = [], AllowedOrigins = [], AllowedHeaders = [] } = rule;
  if (AllowedMethods.length === 0 || AllowedOrigins.length === 0) throw malformedXml();
  const unknown = AllowedMethods.find((method) => !METHODS.has(method));
  if (unknown !== undefined) {
    throw invalidRequest(
      `Found unsupported HTTP method in CORS config. Unsupported method is ${unknown}`,
    );
  }
  for (const pattern of AllowedOrigins) checkWildcards("AllowedOrigin", pattern);
  for (const pattern of AllowedHeaders) checkWildcards("AllowedHeader", pattern);
  checkExposed(rule.ExposeHeaders ?? []);
}

function checkExposed(headers: readonly string[]): void {
  const wild = headers.find((header) => header.includes("*"));
  if (wild === undefined) return;
  throw invalidRequest(
    `ExposeHeader "${wild}" contains wildcard. We currently do not support wildcard for ExposeHeader.`,
  );
}

function checkWildcards(element: string, pattern: string): void {
  if (pattern.split("*").length <= 2) return;
  throw invalidRequest(`${element} "${pattern}" can not have more than one wildcard.`);
}

/** What a browser asks for. */
export interface CorsRequest {
  /** The `Origin` header. */
  readonly origin: string;
  /** The method of the request that is made, or that a preflight asks about. */
  readonly method: string;
  /** The names that a preflight asks about, in lower case; empty for the request itself. */
  readonly headers: readonly string[];
}

/**
 * The headers that allow a request from another origin: those of the first rule that fits.
 *
 * @returns `undefined` when no rule does.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/ManageCorsUsing.html
 */
export function allowingHeaders(
  rules: readonly CORSRule[],
  request: CorsRequest,
): Record<string, string> | undefined {
  const { origin, method, headers } = request;
  for (const rule of rules) {
    const { AllowedOrigins = [], AllowedMethods = [], AllowedHeaders = [] } = rule;
    const matched = AllowedOrigins.find((pattern) => matches(pattern, origin));
    const fits =
      AllowedMethods.includes(method) &&
      headers.every((header) =>
        AllowedHeaders.some((pattern) => matches(pattern.toLowerCase(), header)),
      );
    if (matched !== undefined && fits) return headersOf(rule, matched, request);
  }
  return undefined;
}

function headersOf(
  rule: CORSRule,
  matchedOrigin: string,
  { origin, headers }: CorsRequest,
): Record<string, string> {
  const anyOrigin = matchedOrigin === "*";
  const { AllowedMethods = [], ExposeHeaders = [], MaxAgeSeconds } = rule;
  return {
    "access-control-allow-origin": anyOrigin ? "*" : origin,
    "access-control-allow-methods": AllowedMethods.join(", "),
    ...(headers.length > 0 && { "access-control-allow-headers": headers.join(", ") }),
    ...(ExposeHeaders.length > 0 && { "access-control-expose-headers": ExposeHeaders.join(", ") }),
    ...(MaxAgeSeconds !== undefined && { "access-control-max-age": String(MaxAgeSeconds) }),
    ...(!anyOrigin && { "access-control-allow-credentials": "true" }),
    vary: "Origin, Access-Control-Request-Headers, Access-Control-Request-Method",
  };
}

/** A pattern has one `*` at most, which stands for any text. */
function matches(pattern: string, text: string): boolean {
  const [before = "", after] = pattern.split("*");
  if (after === undefined) return pattern === text;
  const longEnough = text.length >= before.length + after.length;
  return longEnough && text.startsWith(before) && text.endsWith(after);
}
