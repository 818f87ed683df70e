import { randomUUID } from "node:crypto";
import type * as EventBridge from "@aws-sdk/client-eventbridge";
import { fail } from "../../../errors.ts";
import type { CallContext, In, Operation } from "../../../service.ts";
import { findDestination, type ApiDestination } from "../destinations/api-destination.ts";
import { connectionOf } from "../destinations/connection.ts";
import { isEndpoint } from "../destinations/endpoint.ts";
import { invalid } from "../errors.ts";
import type { EventsState } from "../events-state.ts";
import { checkName } from "../name-check.ts";

type Input = In<typeof EventBridge, "UpdateApiDestination">;

const DEFAULT_CALLS_PER_SECOND = 300; // EventBridge API reference, CreateApiDestination

/** @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_CreateApiDestination.html */
export const createApiDestination: Operation<
  typeof EventBridge,
  "CreateApiDestination",
  EventsState
> = (input, ctx) => {
  const name = checkName(input.Name, { at: "name", max: 64 });
  const { accountId } = ctx.principal;
  const { region } = ctx.cloud.config;
  if (ctx.state.destinations.get(`${accountId}/${name}`) !== undefined) {
    fail("ResourceAlreadyExistsException", `An api-destination '${name}' already exists.`);
  }
  const now = ctx.cloud.clock.now();
  const made: ApiDestination = {
    name,
    accountId,
    arn: `arn:aws:events:${region}:${accountId}:api-destination/${name}/${randomUUID()}`,
    connectionArn: input.ConnectionArn ?? "",
    endpoint: input.InvocationEndpoint ?? "",
    method: input.HttpMethod ?? "POST",
    callsPerSecond: DEFAULT_CALLS_PER_SECOND,
    createdAt: now,
    modifiedAt: now,
  };
  return stored(ctx, made, input);
};

/** @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_UpdateApiDestination.html */
export const updateApiDestination: Operation<
  typeof EventBridge,
  "UpdateApiDestination",
  EventsState
> = (input, ctx) => {
  const before = findDestination(ctx.state, input.Name ?? "", ctx.principal.accountId);
  return stored(ctx, { ...before, modifiedAt: ctx.cloud.clock.now() }, input);
};

function stored({ state }: CallContext<EventsState>, before: ApiDestination, input: Input) {
  const destination: ApiDestination = {
    ...before,
    description: input.Description ?? before.description,
    connectionArn: input.ConnectionArn ?? before.connectionArn,
    endpoint: input.InvocationEndpoint ?? before.endpoint,
    method: input.HttpMethod ?? before.method,
    callsPerSecond: input.InvocationRateLimitPerSecond ?? before.callsPerSecond,
  };
  checkDestination(state, destination);
  state.destinations.put(`${destination.accountId}/${destination.name}`, destination);
  return {
    ApiDestinationArn: destination.arn,
    ApiDestinationState: "ACTIVE" as const,
    CreationTime: new Date(destination.createdAt),
    LastModifiedTime: new Date(destination.modifiedAt),
  };
}

const METHODS = ["POST", "GET", "HEAD", "OPTIONS", "PUT", "PATCH", "DELETE"];

function checkDestination(state: EventsState, destination: ApiDestination): void {
  const { endpoint, method, callsPerSecond, connectionArn } = destination;
  if (!isEndpoint(endpoint)) {
    invalid(
      "Parameter InvocationEndpoint is not valid. Reason: InvocationEndpoint must be a valid HTTPS URL.",
    );
  }
  if (!METHODS.includes(method)) {
    invalid(
      `1 validation error detected: Value '${method}' at 'httpMethod' failed to satisfy constraint: Member must satisfy enum value set: [${METHODS.join(", ")}]`,
    );
  }
  if (!Number.isInteger(callsPerSecond) || callsPerSecond < 1) {
    invalid(
      `1 validation error detected: Value '${callsPerSecond}' at 'invocationRateLimitPerSecond' failed to satisfy constraint: Member must have value greater than or equal to 1`,
    );
  }
  if (connectionOf(state, connectionArn) === undefined) {
    fail("ResourceNotFoundException", `Connection '${connectionArn}' does not exist.`);
  }
}
