import { fail } from "../../errors.ts";

const REFERENCE =
  /^(?<id>arn(?::[^:]*){6}|[^:]+)(?::(?:SecretString)?(?::(?<key>[^:]*)(?::(?<stage>[^:]*)(?::(?<version>[^:]*))?)?)?)?$/u;

/** What `{{resolve:secretsmanager:…}}` asks for. */
export interface SecretReference {
  readonly SecretId: string;
  readonly VersionStage?: string;
  readonly VersionId?: string;
  /** The member of the secret's JSON that is wanted; the whole text when absent. */
  readonly jsonKey?: string;
}

/**
 * Reads `secret-id:SecretString:json-key:version-stage:version-id`, of which all but the id may be
 * left out; the id may be an ARN.
 *
 * @throws {AwsError} `ValidationError`.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references-secretsmanager.html
 */
export function readSecretReference(reference: string): SecretReference {
  const found = REFERENCE.exec(reference)?.groups;
  if (found === undefined) {
    return fail("ValidationError", "Could not parse the dynamic reference to Secrets Manager.");
  }
  const { id = "", key, stage, version } = found;
  return {
    SecretId: id,
    ...(isGiven(key) && { jsonKey: key }),
    ...(isGiven(stage) && { VersionStage: stage }),
    ...(isGiven(version) && { VersionId: version }),
  };
}

function isGiven(part: string | undefined): part is string {
  return part !== undefined && part !== "";
}

/**
 * The wanted part of a secret's text.
 *
 * @throws {AwsError} `ValidationError` when the text is no JSON or has no such key.
 */
export function partOfSecret(secret: string, { SecretId, jsonKey }: SecretReference): string {
  if (jsonKey === undefined) return secret;
  const found = memberOf(secret, jsonKey);
  if (typeof found === "string") return found;
  if (typeof found === "number" || typeof found === "boolean") return String(found);
  return fail("ValidationError", `Could not find a value for key ${jsonKey} in ${SecretId}.`);
}

function memberOf(secret: string, key: string): unknown {
  let parsed: unknown;
  try {
    parsed = JSON.parse(secret);
  } catch {
    return undefined;
  }
  const isObject = typeof parsed === "object" && parsed !== null && Object.hasOwn(parsed, key);
  return isObject ? Reflect.get(Object(parsed), key) : undefined;
}
