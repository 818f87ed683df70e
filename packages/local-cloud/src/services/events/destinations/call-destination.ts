import { assumeRole } from "../../../access/assume-role.ts";
import type { Cloud } from "../../../cloud.ts";
import { AwsError } from "../../../errors.ts";
import { callReally, isCalledReally, keepInInbox, OutsideFailure } from "../../../outside.ts";
import type { EventsState } from "../events-state.ts";
import type { PendingInvocation } from "../ingest.ts";
import { destinationOf, type ApiDestination } from "./api-destination.ts";
import { blackedOut, buildRequest, type CallParts } from "./build-request.ts";
import { notAuthorized, refuseUnlessTaken, withoutAnswer } from "./call-failure.ts";
import { connectionOf, type Connection } from "./connection.ts";
import { readSecret, type ConnectionSecret } from "./connection-secret.ts";

const LIMITS = { timeoutMs: 5000, maxBytes: 1024 }; // of the answer only its status counts
const UNAUTHORIZED = new Set([401, 407]);

/**
 * Calls the endpoint of an API destination with an event. One that is not on this machine is called
 * only if the cloud was started so; otherwise the request lands in the inbox, and was taken.
 *
 * @throws {AwsError} What went wrong, with what `failureFieldsOf` reads.
 */
export async function callDestination(
  state: EventsState,
  pending: PendingInvocation,
  input: string,
): Promise<void> {
  const { cloud } = state;
  const { target, event } = pending;
  const destination = destinationOf(state, target.arn);
  if (destination === undefined) {
    throw new AwsError(
      "ResourceNotFoundException",
      `API destination ${target.arn} does not exist.`,
    );
  }
  await checkRole(cloud, pending);
  const connection = usableConnection(state, destination);
  const secret = await readSecret(cloud, connection);
  const isReal = isCalledReally(cloud, destination.endpoint);
  const parts: CallParts = {
    destination,
    authorization: isReal
      ? await authorizationOf(state, connection, secret)
      : shownAuthorization(connection, secret),
    ofConnection: secret.invocation_http_parameters,
    ofTarget: target.httpParameters,
    event,
    input,
  };
  if (isReal) await call(state, connection, parts);
  else keepInInbox(cloud, blackedOut(parts));
}

async function call(state: EventsState, { arn }: Connection, parts: CallParts): Promise<void> {
  const { cloud } = state;
  try {
    const answer = await callReally(cloud, buildRequest(parts), LIMITS);
    // The next try asks for another token.
    if (UNAUTHORIZED.has(answer.status)) state.tokens.drop(arn);
    refuseUnlessTaken(answer, cloud.clock.now());
  } catch (error) {
    throw error instanceof OutsideFailure ? withoutAnswer(error) : error;
  }
}

/** @throws {AwsError} `AccessDeniedException` when the target's role may not call the destination. */
async function checkRole(cloud: Cloud, { target, rule, event }: PendingInvocation): Promise<void> {
  const role = await assumeRole(cloud, {
    roleArn: target.roleArn ?? "",
    sessionName: event.id,
    service: "events.amazonaws.com",
    sourceArn: rule.arn,
  });
  const permission = { action: "events:InvokeApiDestination", resource: target.arn };
  if (cloud.authorizer.decide(role, permission).allowed) return;
  throw new AwsError(
    "AccessDeniedException",
    `${target.roleArn} is not authorized to perform: events:InvokeApiDestination on resource: ${target.arn}`,
    { status: 403 },
  );
}

function usableConnection(state: EventsState, { connectionArn }: ApiDestination): Connection {
  const connection = connectionOf(state, connectionArn);
  if (connection?.isAuthorized === true) return connection;
  const reason = connection === undefined ? "does not exist" : "is not authorized";
  throw notAuthorized(`the connection ${connectionArn} ${reason}.`);
}

async function authorizationOf(
  state: EventsState,
  connection: Connection,
  secret: ConnectionSecret,
): Promise<[string, string]> {
  switch (connection.authorizationType) {
    case "BASIC": {
      const pair = Buffer.from(`${secret.username}:${secret.password}`).toString("base64");
      return ["Authorization", `Basic ${pair}`];
    }
    case "API_KEY":
      return [secret.api_key_name ?? "", secret.api_key_value ?? ""];
    case "OAUTH_CLIENT_CREDENTIALS":
      return ["Authorization", `Bearer ${await state.tokens.get(connection, secret)}`];
  }
}

/** The authorization with nothing to hide: the inbox needs no token. */
function shownAuthorization(
  { authorizationType }: Connection,
  secret: ConnectionSecret,
): [string, string] {
  if (authorizationType === "API_KEY") return [secret.api_key_name ?? "", ""];
  return ["Authorization", authorizationType === "BASIC" ? "Basic " : "Bearer "];
}
