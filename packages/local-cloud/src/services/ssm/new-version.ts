import type * as Ssm from "@aws-sdk/client-ssm";
import { AwsError, fail, NotEmulatedError } from "../../errors.ts";
import type { In } from "../../service.ts";
import { latest, type ParameterRecord, type Tier, type VersionRecord } from "./state.ts";

type Input = In<typeof Ssm, "PutParameter">;

const MAX_LEVELS = 15; // PutParameter, Name
const MAX_NAME_CHARACTERS = 1011; // PutParameter, Name
const STANDARD_BYTES = 4096; // Systems Manager quotas
const ADVANCED_BYTES = 8192; // Systems Manager quotas

/**
 * Checks what PutParameter is given and makes the new version of it.
 *
 * @throws {AwsError} `ValidationException`, `UnsupportedParameterType`, `ParameterPatternMismatchException`.
 */
export function newVersion(
  input: Input,
  before: ParameterRecord | undefined,
  { at, by }: { at: number; by: string },
): VersionRecord {
  if (input.Policies !== undefined) throw new NotEmulatedError("PutParameter", "Policies");
  const previous = before === undefined ? undefined : latest(before);
  const type =
    input.Type ??
    previous?.type ??
    fail("ValidationException", "A parameter type is required when you create a parameter.");
  const value = input.Value ?? "";
  checkPattern(value, input.AllowedPattern);
  return {
    version: (previous?.version ?? 0) + 1,
    type,
    value,
    dataType: readDataType(input.DataType),
    ...descriptionOf(input),
    ...keyOf(type, input),
    tier: tierOf(value, input.Tier, previous?.tier),
    modifiedAt: at,
    modifiedBy: by,
    labels: [],
  };
}

function keyOf(type: string, { KeyId }: Input): Pick<VersionRecord, "keyId"> {
  return type === "SecureString" ? { keyId: KeyId ?? "alias/aws/ssm" } : {};
}

function descriptionOf({
  Description: description,
  AllowedPattern: allowedPattern,
}: Input): Pick<VersionRecord, "description" | "allowedPattern"> {
  return {
    ...(description === undefined ? {} : { description }),
    ...(allowedPattern === undefined ? {} : { allowedPattern }),
  };
}

/**
 * Reads the name of a new parameter.
 *
 * @throws {AwsError} `ValidationException`, `HierarchyLevelLimitExceededException`.
 */
export function readName(name: string | undefined): string {
  if (name === undefined || !/^[\w.\-/]+$/u.test(name) || name.length > MAX_NAME_CHARACTERS) {
    return fail(
      "ValidationException",
      'Parameter name: can\'t be prefixed with "ssm" (case-insensitive). If formed as a path, it can consist of sub-paths divided by slash symbol; each sub-path can be formed as a mix of letters, numbers and the following 3 symbols .-_',
    );
  }
  if (name.includes("/") && !name.startsWith("/")) {
    return fail("ValidationException", "Parameter name must be a fully qualified name.");
  }
  if (/^\/?(?:aws|ssm)/iu.test(name)) {
    return fail("ValidationException", `No access to reserved parameter name: ${name}.`);
  }
  if (name.split("/").length - 1 > MAX_LEVELS) {
    return fail(
      "HierarchyLevelLimitExceededException",
      "A hierarchy can have a maximum of 15 levels.",
    );
  }
  return name;
}

function tierOf(value: string, wanted: string | undefined, before: Tier | undefined): Tier {
  const bytes = Buffer.byteLength(value);
  if (bytes > ADVANCED_BYTES) {
    return fail(
      "ValidationException",
      "Advanced tier parameters support a maximum parameter value of 8192 characters.",
    );
  }
  // An advanced parameter cannot go back.
  if (wanted === "Advanced" || before === "Advanced") return "Advanced";
  if (bytes <= STANDARD_BYTES) return "Standard";
  if (wanted === "Intelligent-Tiering") return "Advanced";
  return fail(
    "ValidationException",
    "Standard tier parameters support a maximum parameter value of 4096 characters. To create a larger parameter value, upgrade the parameter to use the advanced-parameter tier.",
  );
}

function readDataType(given: string | undefined): string {
  if (given === undefined || given === "text") return "text";
  throw new NotEmulatedError("PutParameter", `DataType ${given}`);
}

function checkPattern(value: string, pattern: string | undefined): void {
  if (pattern === undefined) return;
  let expression: RegExp;
  try {
    expression = new RegExp(pattern, "u");
  } catch {
    throw new AwsError(
      "InvalidAllowedPatternException",
      "The request does not meet the regular expression requirement.",
    );
  }
  if (!expression.test(value)) {
    throw new AwsError(
      "ParameterPatternMismatchException",
      `Parameter value, cannot be validated against allowedPattern: ${pattern}`,
    );
  }
}
