import type { CloudConfig } from "../../cloud.ts";
import { present } from "../../present.ts";
import { functionNotFound, validationError } from "./errors.ts";

/** What a caller may write where a function is named. */
export interface FunctionRef {
  readonly name: string;
  /** A version, an alias or `$LATEST`. */
  readonly qualifier?: string;
}

const NAME_PATTERN =
  /^(?:arn:aws[a-zA-Z-]*:lambda:)?(?:([a-z]{2}(?:-gov|-iso[a-z]?)?-[a-z]+-\d):)?(?:(\d{12}):)?(?:function:)?([a-zA-Z0-9-_.]+)(?::(\$LATEST(?:\.PUBLISHED)?|[a-zA-Z0-9-_]+))?$/;
const NAME_RULE =
  "Member must satisfy regular expression pattern: (arn:(aws[a-zA-Z-]*)?:lambda:)?([a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\\d{1}:)?(\\d{12}:)?(function:)?([a-zA-Z0-9-_\\.]+)(:(\\$LATEST(\\.PUBLISHED)?|[a-zA-Z0-9-_]+))?";
const MAX_NAME = 64; // characters; Lambda API reference, FunctionName
const MAX_REF = 256; // characters of a name as ARN

/**
 * Reads a function name, a partial ARN or a whole ARN, each with or without a qualifier.
 *
 * @throws {AwsError} `ValidationException`, or `ResourceNotFoundException` for one that is
 *   elsewhere.
 */
export function parseFunctionRef(
  text: string | undefined,
  config: CloudConfig,
  qualifier?: string,
): FunctionRef {
  const parts = split(text ?? "");
  if (parts.qualifier !== undefined && qualifier !== undefined && parts.qualifier !== qualifier) {
    throw validationError(
      "qualifier",
      qualifier,
      "The derived qualifier from the function name does not match the specified qualifier.",
    );
  }
  if (isElsewhere(parts, config)) throw functionNotFound(text ?? "");
  return present({ name: parts.name, qualifier: parts.qualifier ?? qualifier });
}

interface NameParts {
  readonly name: string;
  readonly region: string | undefined;
  readonly account: string | undefined;
  readonly qualifier: string | undefined;
}

function isElsewhere({ region, account }: NameParts, config: CloudConfig): boolean {
  return (
    (region ?? config.region) !== config.region ||
    (account ?? config.accountId) !== config.accountId
  );
}

function split(text: string): NameParts {
  const match = text.length > MAX_REF ? null : NAME_PATTERN.exec(text);
  const [, region, account, name, qualifier] = match ?? [];
  if (name === undefined || name.length > MAX_NAME) {
    throw validationError("functionName", text, NAME_RULE);
  }
  return { name, region, account, qualifier };
}

/** The ARN of a function, qualified if a qualifier is given. */
export function functionArn(config: CloudConfig, name: string, qualifier?: string): string {
  const arn = `arn:aws:lambda:${config.region}:${config.accountId}:function:${name}`;
  return qualifier === undefined ? arn : `${arn}:${qualifier}`;
}

/** The ARN of a layer, or of one of its versions. */
export function layerArn(config: CloudConfig, name: string, version?: number): string {
  const arn = `arn:aws:lambda:${config.region}:${config.accountId}:layer:${name}`;
  return version === undefined ? arn : `${arn}:${version}`;
}

/** The name of a layer from its name, ARN or version ARN. */
export function layerNameOf(text: string): string {
  return text.startsWith("arn:") ? (text.split(":")[6] ?? text) : text;
}
