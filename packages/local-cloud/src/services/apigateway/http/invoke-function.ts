import type { Principal } from "../../../access/principal.ts";
import { assumeRole } from "../../../access/assume-role.ts";
import { AwsError, NotEmulatedError } from "../../../errors.ts";
import { own } from "../own.ts";
import type { Exchange, Gateway } from "./api-request.ts";
import { GatewayFailure } from "./gateway-failure.ts";

const SERVICE = "apigateway.amazonaws.com";

/** Which function is called, and as whom. */
export interface Invocation {
  readonly uri: string;
  /** The role that was given for the call; without one the function's own policy has to allow it. */
  readonly credentials: string | undefined;
  /** What follows the API's identifier in the ARN that the function's policy may ask for. */
  readonly source: string;
  readonly payload: string | Uint8Array;
  readonly asynchronous?: boolean;
}

/** What a function answered. */
export interface FunctionAnswer {
  readonly failed: boolean;
  readonly payload: Buffer;
}

/**
 * Invokes a function for an API.
 *
 * @throws {AwsError} What Lambda refuses with; `AccessDenied` for a role that cannot be taken on.
 */
export async function invokeFunction(
  { cloud }: Gateway,
  exchange: Exchange,
  invocation: Invocation,
): Promise<FunctionAnswer> {
  const FunctionName = functionArnOf(withStageVariables(invocation.uri, exchange));
  if (FunctionName === undefined) throw new GatewayFailure("API_CONFIGURATION_ERROR");
  const as = await invokerOf({ cloud }, exchange, invocation);
  const Payload = Buffer.from(invocation.payload);
  const InvocationType = invocation.asynchronous === true ? "Event" : "RequestResponse";
  const input = { FunctionName, Payload, InvocationType } as const;
  const answer = await cloud.call("lambda", "Invoke", input, { as });
  return {
    failed: answer.FunctionError !== undefined,
    payload: Buffer.from(answer.Payload ?? new Uint8Array()),
  };
}

async function invokerOf(
  { cloud }: Pick<Gateway, "cloud">,
  exchange: Exchange,
  { credentials, source }: Pick<Invocation, "credentials" | "source">,
): Promise<Principal> {
  const { accountId, region } = cloud.config;
  const sourceArn = `arn:aws:execute-api:${region}:${accountId}:${exchange.apiId}/${source}`;
  if (credentials === undefined || credentials === "") {
    return { kind: "service", accountId, service: SERVICE, sourceArn };
  }
  return takeRole({ cloud }, exchange, withStageVariables(credentials, exchange));
}

/**
 * Takes on the role that an integration or an authorizer has been given.
 *
 * @throws {AwsError} `AccessDenied`; `NotEmulated` for the caller's own credentials.
 */
export async function takeRole(
  { cloud }: Pick<Gateway, "cloud">,
  { apiId }: Exchange,
  roleArn: string,
): Promise<Principal> {
  if (!/^arn:aws[\w-]*:iam::\d{12}:role\/.+$/.test(roleArn)) {
    throw new NotEmulatedError("apigateway:PutIntegration", `credentials ${roleArn}`);
  }
  const { accountId, region } = cloud.config;
  const sourceArn = `arn:aws:execute-api:${region}:${accountId}:${apiId}`;
  const sessionName = "BackplaneAssumeRoleSession";
  return assumeRole(cloud, { roleArn, sessionName, service: SERVICE, sourceArn });
}

/** Puts the values of `${stageVariables.name}` in. */
export function withStageVariables(text: string, { stage }: Exchange): string {
  return text.replaceAll(
    /\$\{stageVariables\.(\w+)\}/g,
    (_all, name: string) => own(stage.variables ?? {}, name) ?? "",
  );
}

/** The function that an integration's or an authorizer's URI names. */
function functionArnOf(uri: string): string | undefined {
  const wrapped =
    /^arn:aws[\w-]*:apigateway:[^:]+:lambda:path\/[^/]+\/functions\/(.+)\/invocations$/;
  return wrapped.exec(uri)?.[1];
}

/** The failure that stands for what a service refuses; a defect is thrown on. */
export function asFailure(error: unknown): GatewayFailure {
  if (error instanceof GatewayFailure) return error;
  if (!(error instanceof AwsError) || error instanceof NotEmulatedError) throw error;
  return new GatewayFailure("API_CONFIGURATION_ERROR", { cause: error });
}
