import { callerOf } from "../access-token.ts";
import {
  attributeList,
  attributesOf,
  checkRequired,
  checkWritable,
  mayRead,
} from "../attributes.ts";
import { checkCode, withoutCode } from "../codes.ts";
import { invalidParameter } from "../errors.ts";
import type { Address } from "../messages.ts";
import type { PoolsOperation } from "../state.ts";
import { sendAddressCode, updateAttributes } from "../update-attributes.ts";
import { changeUser, removeUser } from "../users.ts";

/** @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetUser.html */
export const getUser: PoolsOperation<"GetUser"> = async ({ AccessToken }, ctx) => {
  const { client, user } = await callerOf(ctx, AccessToken);
  const all = Object.entries({ sub: user.sub, ...user.attributes });
  const readable = all.filter(([name]) => mayRead(client, name) && !name.startsWith("dev:"));
  return {
    Username: user.username,
    UserAttributes: attributeList(Object.fromEntries(readable)),
  };
};

/** @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UpdateUserAttributes.html */
export const updateUserAttributes: PoolsOperation<"UpdateUserAttributes"> = async (input, ctx) => {
  const { pool, client, user } = await callerOf(ctx, input.AccessToken);
  const changes = attributesOf(input.UserAttributes);
  checkWritable(client, changes);
  const clientMetadata = input.ClientMetadata;
  const update = { pool, client, user, changes, clientMetadata };
  return { CodeDeliveryDetailsList: await updateAttributes(ctx, update) };
};

/** @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DeleteUserAttributes.html */
export const deleteUserAttributes: PoolsOperation<"DeleteUserAttributes"> = async (input, ctx) => {
  const { pool, client, user } = await callerOf(ctx, input.AccessToken);
  const names = input.UserAttributeNames ?? [];
  const changes = Object.fromEntries(names.map((name) => [name, ""]));
  checkWritable(client, changes);
  checkRequired(pool, { ...user.attributes, ...changes });
  await updateAttributes(ctx, { pool, client, user, changes });
  return {};
};

/** @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DeleteUser.html */
export const deleteUser: PoolsOperation<"DeleteUser"> = async ({ AccessToken }, ctx) => {
  const { pool, user } = await callerOf(ctx, AccessToken);
  removeUser(ctx, pool, user);
  return {};
};

function addressName(name: string | undefined): Address {
  if (name === "email" || name === "phone_number") return name;
  throw invalidParameter("Cannot verify the attribute: only email and phone_number have codes.");
}

/** @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetUserAttributeVerificationCode.html */
export const getUserAttributeVerificationCode: PoolsOperation<
  "GetUserAttributeVerificationCode"
> = async (input, ctx) => {
  const { pool, client, user } = await callerOf(ctx, input.AccessToken);
  const attribute = addressName(input.AttributeName);
  const destination = user.unverified?.[attribute] ?? user.attributes[attribute];
  if (destination === undefined) {
    throw invalidParameter(`User does not have the attribute ${attribute}.`);
  }
  const source = "CustomMessage_VerifyUserAttribute";
  const clientMetadata = input.ClientMetadata;
  const about = { pool, client, user, attribute, destination, source, clientMetadata } as const;
  return { CodeDeliveryDetails: await sendAddressCode(ctx, about) };
};

/** @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_VerifyUserAttribute.html */
export const verifyUserAttribute: PoolsOperation<"VerifyUserAttribute"> = async (input, ctx) => {
  const { pool, user } = await callerOf(ctx, input.AccessToken);
  const attribute = addressName(input.AttributeName);
  checkCode(ctx, { pool, user }, { purpose: attribute, given: input.Code ?? "" });
  changeUser(ctx, { pool, user }, (fresh) => {
    const { [attribute]: waiting, ...others } = fresh.unverified ?? {};
    const address = waiting === undefined ? {} : { [attribute]: waiting };
    return {
      codes: withoutCode(fresh, attribute),
      unverified: others,
      attributes: { ...fresh.attributes, ...address, [`${attribute}_verified`]: "true" },
    };
  });
  return {};
};
