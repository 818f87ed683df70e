/** When a task is done: with the answer, when the started job ends, or when its token comes back. */
export type IntegrationPattern = "response" | "sync" | "token";

/** What a task state calls. */
export type TaskResource =
  | { readonly kind: "function"; readonly arn: string; readonly pattern: "response" }
  | { readonly kind: "activity"; readonly arn: string; readonly pattern: "response" }
  | ServiceResource;

/** An operation of a service, optimised for Step Functions or as the SDK has it. */
export interface ServiceResource {
  readonly kind: "service";
  readonly pattern: IntegrationPattern;
  /** The `aws-sdk:` form: parameters and errors as in the AWS SDK for Java. */
  readonly sdk: boolean;
  /** `dynamodb`, `sqs`, `states`. */
  readonly service: string;
  /** `putItem`, `sendMessage`. */
  readonly action: string;
  /** `.sync:2`: the child's output is JSON and not text. */
  readonly parsesOutput: boolean;
  /** As the history shows it: `aws-sdk:s3` and `startExecution.sync:2`. */
  readonly resourceType: string;
  readonly resource: string;
}

const SERVICE =
  /^arn:aws[a-z-]*:states:[a-z0-9-]*:\d*:(aws-sdk:)?([a-z0-9-]+):([A-Za-z0-9]+)(\.sync(?::2)?|\.waitForTaskToken)?$/u;
const FUNCTION =
  /^arn:aws[a-z-]*:lambda:[a-z0-9-]+:\d{12}:function:[A-Za-z0-9_-]+(?::[A-Za-z0-9$_-]+)?$/u;
const ACTIVITY = /^arn:aws[a-z-]*:states:[a-z0-9-]+:\d{12}:activity:.+$/u;

function patternOf(suffix: string): IntegrationPattern {
  if (suffix.startsWith(".sync")) return "sync";
  return suffix === ".waitForTaskToken" ? "token" : "response";
}

/** Reads a `Resource`; `undefined` when it is no ARN of something that a task can call. */
export function parseResource(arn: string): TaskResource | undefined {
  if (FUNCTION.test(arn)) return { kind: "function", arn, pattern: "response" };
  if (ACTIVITY.test(arn)) return { kind: "activity", arn, pattern: "response" };
  const match = SERVICE.exec(arn);
  if (match === null) return undefined;
  const [, sdk = "", service = "", action = "", suffix = ""] = match;
  return {
    kind: "service",
    pattern: patternOf(suffix),
    sdk: sdk !== "",
    service,
    action,
    parsesOutput: suffix === ".sync:2",
    resourceType: `${sdk}${service}`,
    resource: `${action}${suffix}`,
  };
}
