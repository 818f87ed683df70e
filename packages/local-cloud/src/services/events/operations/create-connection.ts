import { randomUUID } from "node:crypto";
import type * as EventBridge from "@aws-sdk/client-eventbridge";
import { fail, NotEmulatedError } from "../../../errors.ts";
import type { In, Operation } from "../../../service.ts";
import { readAuthParameters } from "../destinations/auth-parameters.ts";
import { findConnection, putConnection, type Connection } from "../destinations/connection.ts";
import { createSecret, readSecret, updateSecret } from "../destinations/connection-secret.ts";
import { invalid } from "../errors.ts";
import type { EventsState } from "../events-state.ts";
import { checkName } from "../name-check.ts";

/** @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_CreateConnection.html */
export const createConnection: Operation<
  typeof EventBridge,
  "CreateConnection",
  EventsState
> = async (input, { state, cloud, principal }) => {
  refuseConnectivity(input);
  const name = checkName(input.Name, { at: "name", max: 64 });
  const { accountId } = principal;
  if (state.connections.get(`${accountId}/${name}`) !== undefined) {
    fail("ResourceAlreadyExistsException", `Connection ${name} already exists.`);
  }
  const authorizationType = readType(input.AuthorizationType);
  const secret = readAuthParameters(authorizationType, input.AuthParameters ?? {});
  const now = cloud.clock.now();
  const arn = `arn:aws:events:${cloud.config.region}:${accountId}:connection/${name}/${randomUUID()}`;
  const connection: Connection = {
    name,
    accountId,
    arn,
    description: input.Description,
    authorizationType,
    isAuthorized: true,
    secretArn: await createSecret(cloud, { arn, accountId, name }, secret),
    kmsKeyIdentifier: input.KmsKeyIdentifier,
    createdAt: now,
    modifiedAt: now,
    authorizedAt: now,
  };
  putConnection(state, connection);
  return {
    ConnectionArn: arn,
    ConnectionState: "AUTHORIZED",
    CreationTime: new Date(now),
    LastModifiedTime: new Date(now),
  };
};

/** @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_UpdateConnection.html */
export const updateConnection: Operation<
  typeof EventBridge,
  "UpdateConnection",
  EventsState
> = async (input, { state, cloud, principal }) => {
  refuseConnectivity(input);
  const before = findConnection(state, input.Name ?? "", principal.accountId);
  const authorizationType =
    input.AuthorizationType === undefined
      ? before.authorizationType
      : readType(input.AuthorizationType);
  const now = cloud.clock.now();
  const secretArn = await changeSecret();
  const connection: Connection = {
    ...before,
    description: input.Description ?? before.description,
    kmsKeyIdentifier: input.KmsKeyIdentifier ?? before.kmsKeyIdentifier,
    authorizationType,
    secretArn,
    isAuthorized: secretArn !== undefined,
    modifiedAt: now,
    authorizedAt: secretArn === undefined ? before.authorizedAt : now,
  };
  putConnection(state, connection);
  return {
    ConnectionArn: connection.arn,
    ConnectionState: connection.isAuthorized ? "AUTHORIZED" : "DEAUTHORIZED",
    CreationTime: new Date(connection.createdAt),
    LastModifiedTime: new Date(now),
    LastAuthorizedTime: new Date(connection.authorizedAt),
  };

  async function changeSecret(): Promise<string | undefined> {
    const isSame = authorizationType === before.authorizationType;
    if (input.AuthParameters === undefined && isSame) return before.secretArn;
    const kept =
      isSame && before.secretArn !== undefined ? await readSecret(cloud, before) : undefined;
    const secret = readAuthParameters(authorizationType, input.AuthParameters ?? {}, kept);
    if (before.secretArn === undefined) return createSecret(cloud, before, secret);
    await updateSecret(cloud, before, secret);
    return before.secretArn;
  }
};

function readType(
  type: In<typeof EventBridge, "CreateConnection">["AuthorizationType"],
): Connection["authorizationType"] {
  if (type === "BASIC" || type === "API_KEY" || type === "OAUTH_CLIENT_CREDENTIALS") return type;
  return invalid(
    `1 validation error detected: Value '${type}' at 'authorizationType' failed to satisfy constraint: Member must satisfy enum value set: [BASIC, OAUTH_CLIENT_CREDENTIALS, API_KEY]`,
  );
}

function refuseConnectivity(input: In<typeof EventBridge, "UpdateConnection">): void {
  if (input.InvocationConnectivityParameters === undefined) return;
  throw new NotEmulatedError("events:CreateConnection", "InvocationConnectivityParameters");
}
