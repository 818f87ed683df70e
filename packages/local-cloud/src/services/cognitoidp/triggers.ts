import * as z from "zod";
import type { Principal } from "../../access/principal.ts";
import type { Cloud } from "../../cloud.ts";
import { AwsError } from "../../errors.ts";
import type { Pool } from "./state.ts";

/** The triggers that pools fire here. */
export type TriggerName =
  | "PreSignUp"
  | "PostConfirmation"
  | "PreAuthentication"
  | "PostAuthentication"
  | "PreTokenGeneration"
  | "CustomMessage";

/** One firing of a trigger. */
export interface Trigger {
  readonly name: TriggerName;
  /** What happened: `PreSignUp_SignUp`. */
  readonly source: string;
  readonly pool: Pool;
  readonly userName: string;
  /** Absent for what administrators do. */
  readonly clientId?: string | undefined;
  readonly request: Readonly<Record<string, unknown>>;
  /** The answer as it stands before the function changes it. */
  readonly response: Readonly<Record<string, unknown>>;
  /** The version of the event; `1` when left out. */
  readonly version?: string;
}

const ANSWER_MS = 5000; // Lambda triggers, important considerations
const TRIES = 3; // the same

const Answer = z.object({ response: z.record(z.string(), z.unknown()) });
const Failure = z.object({ errorMessage: z.string().catch(""), errorType: z.string().optional() });

/** The function that a pool wants to be asked. */
export function triggerArn({ settings }: Pool, name: TriggerName): string | undefined {
  const triggers = settings.LambdaConfig ?? {};
  if (name === "PreTokenGeneration") {
    return triggers.PreTokenGenerationConfig?.LambdaArn ?? triggers.PreTokenGeneration;
  }
  return triggers[name];
}

/**
 * Asks the function of a trigger, and gives its `response`; `undefined` when the pool has none.
 *
 * @throws {AwsError} `UserLambdaValidationException` with the function's own error or when it takes
 *   too long, `UnexpectedLambdaException` when it may not or cannot be invoked,
 *   `InvalidLambdaResponseException` when its answer is no event.
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-working-with-lambda-triggers.html
 */
export async function fire(cloud: Cloud, trigger: Trigger): Promise<unknown> {
  const arn = triggerArn(trigger.pool, trigger.name);
  if (arn === undefined) return undefined;
  const payload = Buffer.from(JSON.stringify(eventOf(cloud, trigger)));
  for (let tries = 1; ; tries += 1) {
    const answer = await invoke(cloud, trigger, { arn, payload });
    if (answer !== undefined) return readAnswer(trigger.name, answer);
    if (tries === TRIES) {
      throw validationFailed(trigger.name, "Socket timeout while invoking Lambda function");
    }
  }
}

function eventOf({ config }: Cloud, trigger: Trigger): Record<string, unknown> {
  const { source, pool, userName, clientId, request, response, version = "1" } = trigger;
  return {
    version,
    region: config.region,
    userPoolId: pool.id,
    userName,
    callerContext: {
      awsSdkVersion: "aws-sdk-unknown-unknown",
      clientId: clientId ?? "CLIENT_ID_NOT_APPLICABLE",
    },
    triggerSource: source,
    request,
    response,
  };
}

interface FunctionAnswer {
  readonly FunctionError?: string | undefined;
  readonly Payload?: Uint8Array | undefined;
}

/** The answer of one try; `undefined` when none came in time or Lambda itself failed. */
async function invoke(
  cloud: Cloud,
  { name, pool }: Trigger,
  { arn, payload }: { arn: string; payload: Uint8Array },
): Promise<FunctionAnswer | undefined> {
  const { accountId } = cloud.config;
  const service = "cognito-idp.amazonaws.com";
  const as: Principal = { kind: "service", accountId, service, sourceArn: pool.arn };
  const answered = new AbortController();
  const call = cloud.call("lambda", "Invoke", { FunctionName: arn, Payload: payload }, { as });
  const tooLate = cloud.clock.sleep(ANSWER_MS, answered.signal).then(
    () => undefined,
    () => undefined,
  );
  try {
    return await Promise.race([call, tooLate]);
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    if (error.status >= 500 && error.status !== 501) return undefined;
    if (error.status === 501) throw error;
    throw new AwsError(
      "UnexpectedLambdaException",
      `${name} invocation failed due to error ${error.code}.`,
    );
  } finally {
    answered.abort();
  }
}

function readAnswer(name: TriggerName, { FunctionError, Payload }: FunctionAnswer): unknown {
  const json = parse(Buffer.from(Payload ?? []).toString("utf8"));
  if (FunctionError !== undefined) {
    const { errorMessage = "" } = Failure.safeParse(json).data ?? {};
    throw validationFailed(name, errorMessage);
  }
  const answer = Answer.safeParse(json);
  if (!answer.success) {
    throw new AwsError("InvalidLambdaResponseException", "Unrecognizable lambda output");
  }
  return answer.data.response;
}

function validationFailed(name: TriggerName, message: string): AwsError {
  return new AwsError("UserLambdaValidationException", `${name} failed with error ${message}.`);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Checks what a function answered for what it may decide. @throws {AwsError} `InvalidLambdaResponseException`. */
export function readResponse<T>(schema: z.ZodType<T>, response: unknown): T {
  const result = schema.safeParse(response ?? {});
  if (result.success) return result.data;
  throw new AwsError("InvalidLambdaResponseException", "Unrecognizable lambda output");
}
