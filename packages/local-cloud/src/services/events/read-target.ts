import type * as EventBridge from "@aws-sdk/client-eventbridge";
import { NotEmulatedError } from "../../errors.ts";
import { DESTINATION_ARN } from "./destinations/api-destination.ts";
import { invalid } from "./errors.ts";
import { parsePath } from "../../templates/json-path.ts";
import type { HttpParameters, InputTransformer, Target } from "./model.ts";
import { checkName } from "./name-check.ts";
import { PLACEHOLDER, PREDEFINED } from "./target-input.ts";

/** The kinds of targets that are delivered to. */
export type TargetKind =
  | "lambda"
  | "sqs"
  | "sns"
  | "states"
  | "events"
  | "logs"
  | "destination"
  | "firehose";

const KINDS: readonly [TargetKind, RegExp][] = [
  ["lambda", /^arn:aws[\w-]*:lambda:[^:]*:\d{12}:function:.+$/],
  ["sqs", /^arn:aws[\w-]*:sqs:[^:]*:\d{12}:[\w.-]+$/],
  ["sns", /^arn:aws[\w-]*:sns:[^:]*:\d{12}:[\w.-]+$/],
  ["states", /^arn:aws[\w-]*:states:[^:]*:\d{12}:stateMachine:.+$/],
  ["events", /^arn:aws[\w-]*:events:[^:]*:\d{12}:event-bus\/.+$/],
  ["logs", /^arn:aws[\w-]*:logs:[^:]*:\d{12}:log-group:.+$/],
  ["firehose", /^arn:aws[\w-]*:firehose:[^:]*:\d{12}:deliverystream\/[\w.-]+$/],
  ["destination", DESTINATION_ARN],
];

/** Targets that are called in a role; the others allow EventBridge by their own policies. */
const BY_ROLE: ReadonlySet<TargetKind> = new Set(["states", "destination", "firehose"]);

const NOT_EMULATED = [
  "KinesisParameters",
  "RunCommandParameters",
  "EcsParameters",
  "BatchParameters",
  "RedshiftDataParameters",
  "SageMakerPipelineParameters",
  "AppSyncParameters",
] as const;

/** What kind of resource an ARN names; `undefined` when it is not delivered to. */
export function kindOf(arn: string): TargetKind | undefined {
  return KINDS.find(([, form]) => form.test(arn))?.[0];
}

/**
 * Checks a target and makes it fit to be stored.
 *
 * @throws {AwsError} `ValidationException`; `NotEmulated` for what would never be delivered.
 */
export function readTarget(given: EventBridge.Target): Target {
  const { Id: id = "", Arn: arn = "" } = given;
  checkName(id, { at: "targets.1.member.id", max: 64 });
  checkKind(given, arn);
  checkInput(id, given);
  checkDelivery(given);
  return {
    id,
    arn,
    roleArn: given.RoleArn,
    input: given.Input,
    inputPath: given.InputPath,
    inputTransformer: given.InputTransformer && readTransformer(id, given.InputTransformer),
    messageGroupId: given.SqsParameters?.MessageGroupId,
    httpParameters: given.HttpParameters && readHttpParameters(given.HttpParameters),
    deadLetterArn: given.DeadLetterConfig?.Arn,
    maximumRetryAttempts: given.RetryPolicy?.MaximumRetryAttempts,
    maximumEventAgeSeconds: given.RetryPolicy?.MaximumEventAgeInSeconds,
  };
}

function checkKind(given: EventBridge.Target, arn: string): void {
  if (arn.split(":").length < 6) {
    invalid(`Parameter ${arn} is not valid. Reason: Provided Arn is not in correct format.`);
  }
  const parameter = NOT_EMULATED.find((name) => given[name] !== undefined);
  if (parameter !== undefined) throw new NotEmulatedError("events:PutTargets", parameter);
  const kind = kindOf(arn);
  if (kind === undefined) throw new NotEmulatedError("events:PutTargets", `target ${arn}`);
  checkParameters(given, kind);
}

/** What this kind of target needs, and what no other kind may have. */
function checkParameters(given: EventBridge.Target, kind: TargetKind): void {
  const arn = given.Arn ?? "";
  if (given.HttpParameters !== undefined && kind !== "destination") {
    invalid(`Parameter(s) HttpParameters are not supported for target ${arn}.`);
  }
  if (BY_ROLE.has(kind) && given.RoleArn === undefined) {
    invalid(`RoleArn is required for target ${arn}.`);
  }
  const isFifo = kind === "sqs" && arn.endsWith(".fifo");
  if (isFifo && given.SqsParameters?.MessageGroupId === undefined) {
    invalid(`Parameter(s) SqsParameters must be specified for target: ${given.Id}.`);
  }
}

function checkInput(id: string, { Input, InputPath, InputTransformer }: EventBridge.Target): void {
  const inputs = [Input, InputPath, InputTransformer];
  if (inputs.filter((input) => input !== undefined).length > 1) {
    invalid(`Only one of Input, InputPath, or InputTransformer must be provided for target ${id}.`);
  }
  if (Input !== undefined && !isJson(Input)) {
    invalid(`Parameter Input is not valid JSON for target ${id}.`);
  }
  if (InputPath !== undefined && parsePath(InputPath) === undefined) {
    invalid(`Parameter InputPath is not a valid JSON path for target ${id}.`);
  }
}

function readTransformer(id: string, given: EventBridge.InputTransformer): InputTransformer {
  const { InputTemplate: template = "", InputPathsMap: paths = {} } = given;
  for (const [name, path] of Object.entries(paths)) {
    if (name.startsWith("aws.")) {
      invalid(`InputPathsMap for target ${id} uses the reserved name ${name}.`);
    }
    if (parsePath(path) === undefined) {
      invalid(`InputPathsMap for target ${id} has an invalid JSON path ${path}.`);
    }
  }
  for (const [, name = ""] of template.matchAll(PLACEHOLDER)) {
    if (!Object.hasOwn(paths, name) && !PREDEFINED.has(name)) {
      invalid(`InputTemplate for target ${id} contains invalid placeholder ${name}.`);
    }
  }
  return { paths, template };
}

function readHttpParameters(given: EventBridge.HttpParameters): HttpParameters {
  return {
    pathValues: given.PathParameterValues ?? [],
    headers: given.HeaderParameters ?? {},
    query: given.QueryStringParameters ?? {},
  };
}

function checkDelivery({ RetryPolicy, DeadLetterConfig }: EventBridge.Target): void {
  checkRange("MaximumRetryAttempts", RetryPolicy?.MaximumRetryAttempts, [0, 185]);
  checkRange("MaximumEventAgeInSeconds", RetryPolicy?.MaximumEventAgeInSeconds, [60, 86_400]);
  const arn = DeadLetterConfig?.Arn;
  if (arn !== undefined && (kindOf(arn) !== "sqs" || arn.endsWith(".fifo"))) {
    invalid(
      "Parameter DeadLetterConfig.Arn is not valid. Reason: it must be the ARN of a standard SQS queue.",
    );
  }
}

function checkRange(
  name: string,
  value: number | undefined,
  [least, most]: [number, number],
): void {
  if (value !== undefined && (!Number.isInteger(value) || value < least || value > most)) {
    invalid(`Parameter ${name} is not valid. Reason: it must be between ${least} and ${most}.`);
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** A stored target as the API shows it. */
export function showTarget(target: Target): EventBridge.Target {
  const { inputTransformer: transformer, maximumRetryAttempts, maximumEventAgeSeconds } = target;
  const retries = maximumRetryAttempts !== undefined || maximumEventAgeSeconds !== undefined;
  return {
    Id: target.id,
    Arn: target.arn,
    RoleArn: target.roleArn,
    Input: target.input,
    InputPath: target.inputPath,
    InputTransformer: transformer && {
      InputPathsMap: { ...transformer.paths },
      InputTemplate: transformer.template,
    },
    SqsParameters:
      target.messageGroupId === undefined ? undefined : { MessageGroupId: target.messageGroupId },
    HttpParameters: target.httpParameters && {
      PathParameterValues: [...target.httpParameters.pathValues],
      HeaderParameters: { ...target.httpParameters.headers },
      QueryStringParameters: { ...target.httpParameters.query },
    },
    DeadLetterConfig:
      target.deadLetterArn === undefined ? undefined : { Arn: target.deadLetterArn },
    RetryPolicy: retries
      ? {
          MaximumRetryAttempts: maximumRetryAttempts,
          MaximumEventAgeInSeconds: maximumEventAgeSeconds,
        }
      : undefined,
  };
}
