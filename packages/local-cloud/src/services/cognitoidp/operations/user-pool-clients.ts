import { randomBytes, randomInt } from "node:crypto";
import { NotEmulatedError } from "../../../errors.ts";
import { checkClient } from "../client-settings.ts";
import { page } from "../paging.ts";
import { findClientOf, findPool, type Client, type PoolsOperation } from "../state.ts";
import { clientView } from "../views.ts";

const ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789";

function newClientId(): string {
  return Array.from({ length: 26 }, () => ALPHABET.charAt(randomInt(ALPHABET.length))).join("");
}

/** @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateUserPoolClient.html */
export const createUserPoolClient: PoolsOperation<"CreateUserPoolClient"> = (
  { UserPoolId, ClientName = "", GenerateSecret, ClientSecret, ...settings },
  { state, cloud },
) => {
  const pool = findPool(state, UserPoolId);
  checkClient("CreateUserPoolClient", pool, settings);
  if (ClientSecret !== undefined) {
    throw new NotEmulatedError("cognito-idp:CreateUserPoolClient", "ClientSecret");
  }
  const now = cloud.clock.now();
  const client: Client = {
    id: newClientId(),
    poolId: pool.id,
    name: ClientName,
    ...(GenerateSecret === true && { secret: randomBytes(38).toString("hex").slice(0, 52) }),
    settings,
    createdAt: now,
    modifiedAt: now,
  };
  state.clients.put(client.id, client);
  return { UserPoolClient: clientView(client) };
};

/** @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DescribeUserPoolClient.html */
export const describeUserPoolClient: PoolsOperation<"DescribeUserPoolClient"> = (
  { UserPoolId, ClientId },
  { state },
) => ({ UserPoolClient: clientView(findClientOf(state, { UserPoolId, ClientId }).client) });

/** @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UpdateUserPoolClient.html */
export const updateUserPoolClient: PoolsOperation<"UpdateUserPoolClient"> = (
  { UserPoolId, ClientId, ClientName, ...settings },
  { state, cloud },
) => {
  const { pool, client } = findClientOf(state, { UserPoolId, ClientId });
  checkClient("UpdateUserPoolClient", pool, settings);
  const changed: Client = {
    ...client,
    name: ClientName ?? client.name,
    settings, // what is not given falls back to its default, as on AWS
    modifiedAt: cloud.clock.now(),
  };
  state.clients.put(client.id, changed);
  return { UserPoolClient: clientView(changed) };
};

/** @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DeleteUserPoolClient.html */
export const deleteUserPoolClient: PoolsOperation<"DeleteUserPoolClient"> = (
  { UserPoolId, ClientId },
  { state },
) => {
  const { client } = findClientOf(state, { UserPoolId, ClientId });
  state.clients.delete(client.id);
  return {};
};

/** @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListUserPoolClients.html */
export const listUserPoolClients: PoolsOperation<"ListUserPoolClients"> = (input, { state }) => {
  const pool = findPool(state, input.UserPoolId);
  const all = state.clients
    .entries()
    .flatMap(([, client]) => (client.poolId === pool.id ? [client] : []));
  const { items, next } = page(all, { token: input.NextToken, limit: input.MaxResults ?? 60 });
  return {
    UserPoolClients: items.map(({ id, name, poolId }) => ({
      ClientId: id,
      ClientName: name,
      UserPoolId: poolId,
    })),
    NextToken: next,
  };
};
