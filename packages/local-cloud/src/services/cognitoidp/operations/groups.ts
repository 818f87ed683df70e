import { AwsError } from "../../../errors.ts";
import { groupsOf } from "../claims.ts";
import { page } from "../paging.ts";
import { findPool, type Group, type Pool, type PoolsOperation, type PoolsState } from "../state.ts";
import { adminTarget, changeUser, usersOf } from "../users.ts";
import { groupView, userView } from "../views.ts";

function findGroup(state: PoolsState, pool: Pool, name = ""): Group {
  const group = state.groups.get(`${pool.id} ${name}`);
  if (group === undefined) {
    throw new AwsError("ResourceNotFoundException", "Group not found.");
  }
  return group;
}

/** @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateGroup.html */
export const createGroup: PoolsOperation<"CreateGroup"> = (input, { state, cloud }) => {
  const { GroupName = "", Description, RoleArn, Precedence } = input;
  const pool = findPool(state, input.UserPoolId);
  const key = `${pool.id} ${GroupName}`;
  if (state.groups.get(key) !== undefined) {
    throw new AwsError("GroupExistsException", "A group with the name already exists.");
  }
  const now = cloud.clock.now();
  const group: Group = {
    name: GroupName,
    ...(Description !== undefined && { description: Description }),
    ...(RoleArn !== undefined && { roleArn: RoleArn }),
    ...(Precedence !== undefined && { precedence: Precedence }),
    createdAt: now,
    modifiedAt: now,
  };
  state.groups.put(key, group);
  return { Group: groupView(pool, group) };
};

/** @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetGroup.html */
export const getGroup: PoolsOperation<"GetGroup"> = ({ UserPoolId, GroupName }, { state }) => {
  const pool = findPool(state, UserPoolId);
  return { Group: groupView(pool, findGroup(state, pool, GroupName)) };
};

/** @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UpdateGroup.html */
export const updateGroup: PoolsOperation<"UpdateGroup"> = (input, { state, cloud }) => {
  const { Description, RoleArn, Precedence } = input;
  const pool = findPool(state, input.UserPoolId);
  const group = findGroup(state, pool, input.GroupName);
  const changed: Group = {
    ...group,
    ...(Description !== undefined && { description: Description }),
    ...(RoleArn !== undefined && { roleArn: RoleArn }),
    ...(Precedence !== undefined && { precedence: Precedence }),
    modifiedAt: cloud.clock.now(),
  };
  state.groups.put(`${pool.id} ${group.name}`, changed);
  return { Group: groupView(pool, changed) };
};

/** @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DeleteGroup.html */
export const deleteGroup: PoolsOperation<"DeleteGroup"> = ({ UserPoolId, GroupName }, ctx) => {
  const { state, cloud } = ctx;
  const pool = findPool(state, UserPoolId);
  const { name } = findGroup(state, pool, GroupName);
  cloud.store.transaction(() => {
    for (const user of usersOf(state, pool).filter(({ groups }) => groups.includes(name))) {
      changeUser(ctx, { pool, user }, ({ groups }) => ({
        groups: groups.filter((group) => group !== name),
      }));
    }
    state.groups.delete(`${pool.id} ${name}`);
  });
  return {};
};

/** @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListGroups.html */
export const listGroups: PoolsOperation<"ListGroups"> = (input, { state }) => {
  const pool = findPool(state, input.UserPoolId);
  const all = state.groups.entries({ prefix: `${pool.id} ` }).map(([, group]) => group);
  const { items, next } = page(all, { token: input.NextToken, limit: input.Limit ?? 60 });
  return { Groups: items.map((group) => groupView(pool, group)), NextToken: next };
};

/** @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListUsersInGroup.html */
export const listUsersInGroup: PoolsOperation<"ListUsersInGroup"> = (input, { state }) => {
  const pool = findPool(state, input.UserPoolId);
  const { name } = findGroup(state, pool, input.GroupName);
  const all = usersOf(state, pool).filter(({ groups }) => groups.includes(name));
  const { items, next } = page(all, { token: input.NextToken, limit: input.Limit ?? 60 });
  return { Users: items.map((user) => userView(user)), NextToken: next };
};

/** @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminAddUserToGroup.html */
export const adminAddUserToGroup: PoolsOperation<"AdminAddUserToGroup"> = (input, ctx) => {
  const target = adminTarget(ctx, input);
  const { name } = findGroup(ctx.state, target.pool, input.GroupName);
  changeUser(ctx, target, ({ groups }) => ({ groups: [...new Set([...groups, name])] }));
  return {};
};

/** @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminRemoveUserFromGroup.html */
export const adminRemoveUserFromGroup: PoolsOperation<"AdminRemoveUserFromGroup"> = (
  input,
  ctx,
) => {
  const target = adminTarget(ctx, input);
  const { name } = findGroup(ctx.state, target.pool, input.GroupName);
  changeUser(ctx, target, ({ groups }) => ({ groups: groups.filter((group) => group !== name) }));
  return {};
};

/** @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminListGroupsForUser.html */
export const adminListGroupsForUser: PoolsOperation<"AdminListGroupsForUser"> = (input, ctx) => {
  const { pool, user } = adminTarget(ctx, input);
  const all = groupsOf(ctx, pool, user);
  const { items, next } = page(all, { token: input.NextToken, limit: input.Limit ?? 60 });
  return { Groups: items.map((group) => groupView(pool, group)), NextToken: next };
};
