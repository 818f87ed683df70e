import type * as EventBridge from "@aws-sdk/client-eventbridge";
import type { Operation } from "../../../service.ts";
import { findDestination, type ApiDestination } from "../destinations/api-destination.ts";
import { connectionOf } from "../destinations/connection.ts";
import type { EventsState } from "../events-state.ts";
import { page } from "../paging.ts";

/** @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_DescribeApiDestination.html */
export const describeApiDestination: Operation<
  typeof EventBridge,
  "DescribeApiDestination",
  EventsState
> = (input, { state, principal }) => {
  const destination = findDestination(state, input.Name ?? "", principal.accountId);
  return { ...show(state, destination), Description: destination.description };
};

/** @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_ListApiDestinations.html */
export const listApiDestinations: Operation<
  typeof EventBridge,
  "ListApiDestinations",
  EventsState
> = (input, { state, principal }) => {
  const found = state.destinations
    .entries({ prefix: `${principal.accountId}/${input.NamePrefix ?? ""}` })
    .map(([, destination]) => show(state, destination))
    .filter(({ ConnectionArn }) => (input.ConnectionArn ?? ConnectionArn) === ConnectionArn);
  const { items, ...next } = page(found, input);
  return { ApiDestinations: items, ...next };
};

/** @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_DeleteApiDestination.html */
export const deleteApiDestination: Operation<
  typeof EventBridge,
  "DeleteApiDestination",
  EventsState
> = (input, { state, principal }) => {
  const { accountId, name } = findDestination(state, input.Name ?? "", principal.accountId);
  state.destinations.delete(`${accountId}/${name}`);
  return {};
};

function show(state: EventsState, destination: ApiDestination): EventBridge.ApiDestination {
  const isActive = connectionOf(state, destination.connectionArn)?.isAuthorized === true;
  return {
    ApiDestinationArn: destination.arn,
    Name: destination.name,
    ApiDestinationState: isActive ? "ACTIVE" : "INACTIVE",
    ConnectionArn: destination.connectionArn,
    InvocationEndpoint: destination.endpoint,
    HttpMethod: destination.method,
    InvocationRateLimitPerSecond: destination.callsPerSecond,
    CreationTime: new Date(destination.createdAt),
    LastModifiedTime: new Date(destination.modifiedAt),
  };
}
