import { attributesOf, attributeList } from "../attributes.ts";
import { invalidParameter } from "../errors.ts";
import type { PoolsOperation } from "../state.ts";
import { revokeAll } from "../sign-ins.ts";
import { updateAttributes } from "../update-attributes.ts";
import { adminTarget, changeUser, removeUser } from "../users.ts";

/** @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminGetUser.html */
export const adminGetUser: PoolsOperation<"AdminGetUser"> = (input, ctx) => {
  const { user } = adminTarget(ctx, input);
  return {
    Username: user.username,
    UserAttributes: attributeList({ sub: user.sub, ...user.attributes }),
    UserCreateDate: new Date(user.createdAt),
    UserLastModifiedDate: new Date(user.modifiedAt),
    Enabled: user.enabled,
    UserStatus: user.status,
  };
};

/** @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminDeleteUser.html */
export const adminDeleteUser: PoolsOperation<"AdminDeleteUser"> = (input, ctx) => {
  const { pool, user } = adminTarget(ctx, input);
  removeUser(ctx, pool, user);
  return {};
};

/** @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminDisableUser.html */
export const adminDisableUser: PoolsOperation<"AdminDisableUser"> = (input, ctx) => {
  const target = adminTarget(ctx, input);
  changeUser(ctx, target, () => ({ enabled: false }));
  revokeAll(ctx, target.user); // its tokens stay revoked when it is enabled again
  return {};
};

/** @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminEnableUser.html */
export const adminEnableUser: PoolsOperation<"AdminEnableUser"> = (input, ctx) => {
  changeUser(ctx, adminTarget(ctx, input), () => ({ enabled: true }));
  return {};
};

/** @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminUpdateUserAttributes.html */
export const adminUpdateUserAttributes: PoolsOperation<"AdminUpdateUserAttributes"> = async (
  input,
  ctx,
) => {
  const changes = attributesOf(input.UserAttributes);
  const clientMetadata = input.ClientMetadata;
  await updateAttributes(ctx, { ...adminTarget(ctx, input), changes, clientMetadata });
  return {};
};

/** @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminDeleteUserAttributes.html */
export const adminDeleteUserAttributes: PoolsOperation<"AdminDeleteUserAttributes"> = async (
  input,
  ctx,
) => {
  const names = input.UserAttributeNames ?? [];
  if (names.includes("sub")) throw invalidParameter("Cannot delete attribute sub.");
  const changes = Object.fromEntries(names.map((name) => [name, ""]));
  await updateAttributes(ctx, { ...adminTarget(ctx, input), changes });
  return {};
};
