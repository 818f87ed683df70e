import { randomInt } from "node:crypto";
import type { In } from "../../../service.ts";
import type * as Cognito from "@aws-sdk/client-cognito-identity-provider";
import { invalidParameter } from "../errors.ts";
import { page } from "../paging.ts";
import { checkSettings } from "../pool-settings.ts";
import { schemaOf, withCustom } from "../schema.ts";
import { findPool, type Pool, type PoolSettings, type PoolsOperation } from "../state.ts";
import { removeUser, usersOf, type PoolsContext } from "../users.ts";
import { poolView } from "../views.ts";

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

function newPoolId(region: string): string {
  const random = Array.from({ length: 9 }, () => ALPHABET.charAt(randomInt(ALPHABET.length)));
  return `${region}_${random.join("")}`;
}

function settingsOf(input: In<typeof Cognito, "CreateUserPool">): PoolSettings {
  const { PoolName: _name, Schema: _schema, UserPoolTags: _tags, ...settings } = input;
  return settings;
}

/** @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateUserPool.html */
export const createUserPool: PoolsOperation<"CreateUserPool"> = async (input, ctx) => {
  const { config, clock } = ctx.cloud;
  const settings = settingsOf(input);
  checkSettings("CreateUserPool", settings);
  const id = newPoolId(config.region);
  const now = clock.now();
  const pool: Pool = {
    id,
    name: input.PoolName ?? "",
    arn: `arn:aws:cognito-idp:${config.region}:${config.accountId}:userpool/${id}`,
    settings,
    schema: schemaOf(input.Schema),
    tags: input.UserPoolTags ?? {},
    createdAt: now,
    modifiedAt: now,
  };
  await ctx.state.keys.renew(id); // first: a pool that is there can sign
  ctx.state.pools.put(id, pool);
  return { UserPool: poolView(pool, 0) };
};

/** @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DescribeUserPool.html */
export const describeUserPool: PoolsOperation<"DescribeUserPool"> = ({ UserPoolId }, { state }) => {
  const pool = findPool(state, UserPoolId);
  return { UserPool: poolView(pool, state.users.count(`${pool.id} `)) };
};

/** @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UpdateUserPool.html */
export const updateUserPool: PoolsOperation<"UpdateUserPool"> = (input, { state, cloud }) => {
  const { UserPoolId, PoolName, UserPoolTags, ...given } = input;
  const pool = findPool(state, UserPoolId);
  const { AliasAttributes, UsernameAttributes, UsernameConfiguration } = pool.settings;
  // What is not given falls back to its default, as on AWS; only these never change.
  const settings = { ...given, AliasAttributes, UsernameAttributes, UsernameConfiguration };
  checkSettings("UpdateUserPool", settings);
  state.pools.put(pool.id, {
    ...pool,
    name: PoolName ?? pool.name,
    settings,
    tags: UserPoolTags ?? pool.tags,
    modifiedAt: cloud.clock.now(),
  });
  return {};
};

/** @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DeleteUserPool.html */
export const deleteUserPool: PoolsOperation<"DeleteUserPool"> = ({ UserPoolId }, ctx) => {
  const pool = findPool(ctx.state, UserPoolId);
  if (pool.settings.DeletionProtection === "ACTIVE") {
    throw invalidParameter(
      "The user pool cannot be deleted because deletion protection is activated. Deletion protection must be inactivated first.",
    );
  }
  ctx.cloud.store.transaction(() => {
    removePool(ctx, pool);
  });
  return {};
};

function removePool(ctx: PoolsContext, pool: Pool): void {
  const { pools, clients, groups, keys } = ctx.state;
  for (const user of usersOf(ctx.state, pool)) removeUser(ctx, pool, user);
  for (const [id, { poolId }] of clients.entries()) if (poolId === pool.id) clients.delete(id);
  for (const [key] of groups.entries({ prefix: `${pool.id} ` })) groups.delete(key);
  keys.remove(pool.id);
  pools.delete(pool.id);
}

/** @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListUserPools.html */
export const listUserPools: PoolsOperation<"ListUserPools"> = (input, { state }) => {
  const all = state.pools.entries().map(([, pool]) => pool);
  const { items, next } = page(all, { token: input.NextToken, limit: input.MaxResults ?? 60 });
  return {
    UserPools: items.map(({ id, name, settings, createdAt, modifiedAt }) => ({
      Id: id,
      Name: name,
      LambdaConfig: settings.LambdaConfig ?? {},
      CreationDate: new Date(createdAt),
      LastModifiedDate: new Date(modifiedAt),
    })),
    NextToken: next,
  };
};

/** @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AddCustomAttributes.html */
export const addCustomAttributes: PoolsOperation<"AddCustomAttributes"> = (
  { UserPoolId, CustomAttributes = [] },
  { state, cloud },
) => {
  const pool = findPool(state, UserPoolId);
  const schema = withCustom(pool.schema, CustomAttributes);
  state.pools.put(pool.id, { ...pool, schema, modifiedAt: cloud.clock.now() });
  return {};
};

/** @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetUserPoolMfaConfig.html */
export const getUserPoolMfaConfig: PoolsOperation<"GetUserPoolMfaConfig"> = (
  { UserPoolId },
  { state },
) => {
  findPool(state, UserPoolId);
  return { MfaConfiguration: "OFF" };
};
