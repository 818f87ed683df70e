import type * as EventBridge from "@aws-sdk/client-eventbridge";
import type { Operation } from "../../../service.ts";
import { findConnection, putConnection } from "../destinations/connection.ts";
import { deleteSecret } from "../destinations/connection-secret.ts";
import type { EventsState } from "../events-state.ts";

/** @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_DeleteConnection.html */
export const deleteConnection: Operation<
  typeof EventBridge,
  "DeleteConnection",
  EventsState
> = async (input, { state, cloud, principal }) => {
  const connection = findConnection(state, input.Name ?? "", principal.accountId);
  await deleteSecret(cloud, connection);
  state.connections.delete(`${connection.accountId}/${connection.name}`);
  return {
    ConnectionArn: connection.arn,
    ConnectionState: "DELETING",
    CreationTime: new Date(connection.createdAt),
    LastModifiedTime: new Date(connection.modifiedAt),
    LastAuthorizedTime: new Date(connection.authorizedAt),
  };
};

/** @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_DeauthorizeConnection.html */
export const deauthorizeConnection: Operation<
  typeof EventBridge,
  "DeauthorizeConnection",
  EventsState
> = async (input, { state, cloud, principal }) => {
  const { secretArn: _secretArn, ...connection } = findConnection(
    state,
    input.Name ?? "",
    principal.accountId,
  );
  await deleteSecret(cloud, { ...connection, secretArn: _secretArn });
  const modifiedAt = cloud.clock.now();
  putConnection(state, { ...connection, isAuthorized: false, modifiedAt });
  return {
    ConnectionArn: connection.arn,
    ConnectionState: "DEAUTHORIZED",
    CreationTime: new Date(connection.createdAt),
    LastModifiedTime: new Date(modifiedAt),
    LastAuthorizedTime: new Date(connection.authorizedAt),
  };
};
