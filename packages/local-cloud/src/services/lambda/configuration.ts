import type * as Lambda from "@aws-sdk/client-lambda";
import { NotEmulatedError } from "../../errors.ts";
import { present } from "../../present.ts";
import type { In } from "../../service.ts";
import { invalidParameter, validationError } from "./errors.ts";
import type { Logging, VersionRecord } from "./model.ts";

type CreateInput = In<typeof Lambda, "CreateFunction">;
type UpdateInput = In<typeof Lambda, "UpdateFunctionConfiguration">;

/** The part of a version that configuration calls change. */
export type Configuration = Pick<
  VersionRecord,
  | "description"
  | "runtime"
  | "handler"
  | "roleArn"
  | "timeoutSeconds"
  | "memoryMb"
  | "variables"
  | "layers"
  | "deadLetterArn"
  | "tracing"
  | "ephemeralMb"
  | "logging"
  | "kmsKeyArn"
  | "subnetIds"
  | "securityGroupIds"
>;

const RUNTIMES = new Set(["nodejs20.x", "nodejs22.x", "nodejs24.x"]);
const ROLE_PATTERN = /^arn:aws[a-zA-Z-]*:iam::\d{12}:role\/?[a-zA-Z_0-9+=,.@\-_/]+$/;
const MAX_LAYERS = 5; // Lambda quotas
const MAX_ENVIRONMENT_BYTES = 4096; // Lambda quotas
const MIN_MEMORY_MB = 128;
const MAX_MEMORY_MB = 10_240;
const MAX_TIMEOUT_SECONDS = 900;

const RESERVED_VARIABLES = new Set([
  "_HANDLER",
  "_X_AMZN_TRACE_ID",
  "AWS_DEFAULT_REGION",
  "AWS_REGION",
  "AWS_EXECUTION_ENV",
  "AWS_LAMBDA_FUNCTION_NAME",
  "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
  "AWS_LAMBDA_FUNCTION_VERSION",
  "AWS_LAMBDA_INITIALIZATION_TYPE",
  "AWS_LAMBDA_LOG_GROUP_NAME",
  "AWS_LAMBDA_LOG_STREAM_NAME",
  "AWS_ACCESS_KEY",
  "AWS_ACCESS_KEY_ID",
  "AWS_SECRET_ACCESS_KEY",
  "AWS_SESSION_TOKEN",
  "AWS_LAMBDA_RUNTIME_API",
  "LAMBDA_TASK_ROOT",
  "LAMBDA_RUNTIME_DIR",
]); // Lambda developer guide, "Defined runtime environment variables"

const DEFAULTS = { timeoutSeconds: 3, memoryMb: 128, ephemeralMb: 512 }; // CreateFunction

/**
 * Reads the configuration of a new function, or lays an update over a present one.
 *
 * @throws {AwsError} `InvalidParameterValueException` or `ValidationException`; `NotEmulated` for
 *   container images, other runtimes, file systems, SnapStart, tenancy and durable functions.
 */
export function readConfiguration(
  input: CreateInput | UpdateInput,
  name: string,
  base: Partial<Configuration> = {},
): Configuration {
  refuseUnemulated(input);
  return present({
    ...readProgram(input, base),
    ...readSizes(input, base),
    ...readSurroundings(input, base),
    description: input.Description ?? base.description ?? "",
    roleArn: readRole(input.Role ?? base.roleArn),
    layers: readLayers(input.Layers ?? base.layers ?? []),
    tracing: input.TracingConfig?.Mode ?? base.tracing ?? "PassThrough",
    logging: readLogging(input.LoggingConfig, name, base.logging),
    variables: readVariables(input, base),
    deadLetterArn: readDeadLetterArn(input, base),
  });
}

function readProgram(
  input: CreateInput | UpdateInput,
  base: Partial<Configuration>,
): Pick<Configuration, "runtime" | "handler"> {
  const runtime = input.Runtime ?? base.runtime;
  const handler = input.Handler ?? base.handler;
  if (runtime === undefined || handler === undefined) {
    throw invalidParameter(
      "Runtime and Handler are mandatory parameters for functions created with deployment packages.",
    );
  }
  if (!RUNTIMES.has(runtime)) throw refuse(`Runtime ${runtime}`);
  return { runtime, handler };
}

function readSurroundings(
  { VpcConfig: vpc, KMSKeyArn: key }: CreateInput | UpdateInput,
  base: Partial<Configuration>,
): Pick<Configuration, "subnetIds" | "securityGroupIds" | "kmsKeyArn"> {
  return present({
    kmsKeyArn: key ?? base.kmsKeyArn,
    subnetIds: vpc?.SubnetIds ?? base.subnetIds,
    securityGroupIds: vpc?.SecurityGroupIds ?? base.securityGroupIds,
  });
}

function refuse(parameter: string): Error {
  return new NotEmulatedError("lambda:CreateFunction", parameter);
}

const UNEMULATED = [
  "DurableConfig",
  "CapacityProviderConfig",
  "TenancyConfig",
  "CodeSigningConfigArn",
] as const;

function refuseUnemulated(input: CreateInput | UpdateInput): void {
  const given = new Map<string, unknown>(Object.entries(input));
  if (given.get("PackageType") === "Image") throw refuse("PackageType Image");
  if ((input.FileSystemConfigs ?? []).length > 0) throw refuse("FileSystemConfigs");
  if (input.SnapStart?.ApplyOn === "PublishedVersions") throw refuse("SnapStart");
  const unknown = UNEMULATED.find((parameter) => given.get(parameter) !== undefined);
  if (unknown !== undefined) throw refuse(unknown);
}

function readSizes(
  input: CreateInput | UpdateInput,
  base: Partial<Configuration>,
): Pick<Configuration, "timeoutSeconds" | "memoryMb" | "ephemeralMb"> {
  const timeoutSeconds = input.Timeout ?? base.timeoutSeconds ?? DEFAULTS.timeoutSeconds;
  const memoryMb = input.MemorySize ?? base.memoryMb ?? DEFAULTS.memoryMb;
  const ephemeralMb = input.EphemeralStorage?.Size ?? base.ephemeralMb ?? DEFAULTS.ephemeralMb;
  checkRange("timeout", timeoutSeconds, [1, MAX_TIMEOUT_SECONDS]);
  checkRange("memorySize", memoryMb, [MIN_MEMORY_MB, MAX_MEMORY_MB]);
  checkRange("ephemeralStorage.size", ephemeralMb, [DEFAULTS.ephemeralMb, MAX_MEMORY_MB]);
  return { timeoutSeconds, memoryMb, ephemeralMb };
}

function checkRange(member: string, value: number, [lowest, highest]: [number, number]): void {
  if (value < lowest) {
    throw validationError(
      member,
      value,
      `Member must have value greater than or equal to ${lowest}`,
    );
  }
  if (value > highest) {
    throw validationError(member, value, `Member must have value less than or equal to ${highest}`);
  }
}

function readRole(role: string | undefined): string {
  if (role !== undefined && ROLE_PATTERN.test(role)) return role;
  throw validationError(
    "role",
    role,
    "Member must satisfy regular expression pattern: arn:(aws[a-zA-Z-]*)?:iam::\\d{12}:role/?[a-zA-Z_0-9+=,.@\\-_/]+",
  );
}

function readLayers(layers: readonly string[]): readonly string[] {
  if (layers.length > MAX_LAYERS) {
    throw invalidParameter("Cannot reference more than 5 layers.");
  }
  return layers;
}

function readVariables(
  input: CreateInput | UpdateInput,
  base: Partial<Configuration>,
): Readonly<Record<string, string>> | undefined {
  const variables = input.Environment?.Variables;
  if (variables === undefined) return input.Environment === undefined ? base.variables : undefined;
  const reserved = Object.keys(variables).filter((name) => RESERVED_VARIABLES.has(name));
  if (reserved.length > 0) {
    throw invalidParameter(
      `Lambda was unable to configure your environment variables because the environment variables you have provided contains reserved keys that are currently not supported for modification. Reserved keys used in this request: ${reserved.join(", ")}`,
    );
  }
  const text = JSON.stringify(variables);
  if (Buffer.byteLength(text) > MAX_ENVIRONMENT_BYTES) {
    throw invalidParameter(
      `Lambda was unable to configure your environment variables because the environment variables you have provided exceeded the 4KB limit. String measured: ${text}`,
    );
  }
  return variables;
}

function readDeadLetterArn(
  input: CreateInput | UpdateInput,
  base: Partial<Configuration>,
): string | undefined {
  if (input.DeadLetterConfig === undefined) return base.deadLetterArn;
  const { TargetArn: arn } = input.DeadLetterConfig;
  if (arn === undefined || arn === "") return undefined;
  if (/^arn:aws[a-zA-Z-]*:(sqs|sns):/.test(arn)) return arn;
  throw invalidParameter(
    "The provided target ARN of the dead letter queue is not an SQS queue or an SNS topic.",
  );
}

function readLogging(
  given: UpdateInput["LoggingConfig"],
  name: string,
  base: Logging | undefined,
): Logging {
  const format = given?.LogFormat ?? base?.format ?? "Text";
  const group = given?.LogGroup ?? base?.group ?? `/aws/lambda/${name}`;
  return format === "Text" ? { format, group } : { format, group, ...readLevels(given, base) };
}

function readLevels(
  given: UpdateInput["LoggingConfig"],
  base: Logging | undefined,
): Pick<Logging, "applicationLevel" | "systemLevel"> {
  return {
    applicationLevel: given?.ApplicationLogLevel ?? base?.applicationLevel ?? "INFO",
    systemLevel: given?.SystemLogLevel ?? base?.systemLevel ?? "INFO",
  };
}
