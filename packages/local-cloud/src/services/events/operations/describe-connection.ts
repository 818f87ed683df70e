import type * as EventBridge from "@aws-sdk/client-eventbridge";
import type { Operation } from "../../../service.ts";
import { showAuthParameters } from "../destinations/auth-parameters.ts";
import { findConnection, type Connection } from "../destinations/connection.ts";
import { readSecret } from "../destinations/connection-secret.ts";
import type { EventsState } from "../events-state.ts";
import { page } from "../paging.ts";

/** @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_DescribeConnection.html */
export const describeConnection: Operation<
  typeof EventBridge,
  "DescribeConnection",
  EventsState
> = async (input, { state, cloud, principal }) => {
  const connection = findConnection(state, input.Name ?? "", principal.accountId);
  const { authorizationType, secretArn } = connection;
  const AuthParameters =
    secretArn && showAuthParameters(authorizationType, await readSecret(cloud, connection));
  return {
    ...show(connection),
    Description: connection.description,
    SecretArn: secretArn,
    KmsKeyIdentifier: connection.kmsKeyIdentifier,
    ...(AuthParameters && { AuthParameters }),
  };
};

/** @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_ListConnections.html */
export const listConnections: Operation<typeof EventBridge, "ListConnections", EventsState> = (
  input,
  { state, principal },
) => {
  const found = state.connections
    .entries({ prefix: `${principal.accountId}/${input.NamePrefix ?? ""}` })
    .map(([, connection]) => show(connection))
    .filter(
      ({ ConnectionState }) => (input.ConnectionState ?? ConnectionState) === ConnectionState,
    );
  const { items, ...next } = page(found, input);
  return { Connections: items, ...next };
};

function show(connection: Connection): EventBridge.Connection {
  return {
    Name: connection.name,
    ConnectionArn: connection.arn,
    ConnectionState: connection.isAuthorized ? "AUTHORIZED" : "DEAUTHORIZED",
    AuthorizationType: connection.authorizationType,
    CreationTime: new Date(connection.createdAt),
    LastModifiedTime: new Date(connection.modifiedAt),
    LastAuthorizedTime: new Date(connection.authorizedAt),
  };
}
