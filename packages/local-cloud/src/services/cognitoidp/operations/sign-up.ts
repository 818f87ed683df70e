import { NotEmulatedError } from "../../../errors.ts";
import {
  attributesOf,
  checkAttributes,
  checkRequired,
  checkWritable,
  type Attributes,
} from "../attributes.ts";
import { clientTarget } from "../client-caller.ts";
import { checkCode, withoutCode } from "../codes.ts";
import { expiredCode, invalidParameter, notAuthorized, userNotFound } from "../errors.ts";
import { deliveryDetails } from "../messages.ts";
import { newName } from "../new-user.ts";
import { checkPassword, hashPassword, policyOf } from "../password.ts";
import { checkSecretHash } from "../secret-hash.ts";
import { hidesUsers } from "../sign-in.ts";
import { askPreSignUp, sendSignUpCode, signUpAddress, tellConfirmed } from "../sign-up-user.ts";
import { findClient, type Pool, type PoolsOperation } from "../state.ts";
import type { User } from "../user.ts";
import { adminTarget, changeUser, findUser, saveUser, type PoolsContext } from "../users.ts";

/** @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SignUp.html */
export const signUp: PoolsOperation<"SignUp"> = async (input, ctx) => {
  const { Username = "", Password, ClientMetadata: clientMetadata } = input;
  const { pool, client } = findClient(ctx.state, input.ClientId);
  checkSecretHash(client, input.SecretHash, [Username]);
  if (pool.settings.AdminCreateUserConfig?.AllowAdminCreateUserOnly === true) {
    throw notAuthorized("SignUp is not permitted for this user pool");
  }
  if (Password === undefined) throw new NotEmulatedError("cognito-idp:SignUp", "no Password");
  const given = attributesOf(input.UserAttributes);
  checkWritable(client, given);
  checkPassword(Password, policyOf(pool));
  const name = newName(ctx.state, pool, { Username, attributes: given });
  checkAttributes(pool, name.attributes);
  checkRequired(pool, name.attributes);
  const { isConfirmed, verified } = await askPreSignUp(ctx, "PreSignUp_SignUp", {
    pool,
    client,
    username: name.username,
    attributes: name.attributes,
    validationData: input.ValidationData ? attributesOf(input.ValidationData) : null,
    clientMetadata,
  });
  const user = await storeSignUp(ctx, pool, {
    ...name,
    Username,
    Password,
    isConfirmed,
    verified,
  });
  if (isConfirmed) {
    const source = "PostConfirmation_ConfirmSignUp";
    await tellConfirmed(ctx, { pool, user, client, source, clientMetadata });
    return { UserConfirmed: true, UserSub: user.sub };
  }
  const source = "CustomMessage_SignUp";
  const CodeDeliveryDetails = await sendSignUpCode(ctx, {
    pool,
    user,
    client,
    source,
    clientMetadata,
  });
  return { UserConfirmed: false, UserSub: user.sub, CodeDeliveryDetails };
};

interface SignUpRecord {
  readonly Username: string;
  readonly Password: string;
  readonly username: string;
  readonly sub: string;
  readonly attributes: Attributes;
  readonly isConfirmed: boolean;
  readonly verified: Attributes;
}

async function storeSignUp(ctx: PoolsContext, pool: Pool, record: SignUpRecord): Promise<User> {
  const password = await hashPassword(record.Password);
  const { Username, username, sub, attributes, isConfirmed, verified } = record;
  const now = ctx.cloud.clock.now();
  return ctx.cloud.store.transaction(() => {
    newName(ctx.state, pool, { Username, attributes }); // another sign-up may have been quicker
    const user: User = {
      poolId: pool.id,
      username,
      sub,
      attributes: { ...attributes, ...verified },
      status: isConfirmed ? "CONFIRMED" : "UNCONFIRMED",
      enabled: true,
      password,
      groups: [],
      codes: {},
      createdAt: now,
      modifiedAt: now,
    };
    return saveUser(ctx, { pool, user });
  });
}

const UNKNOWN = {
  hidden: expiredCode,
  open: () => userNotFound("Username/client id combination not found."),
};

/** @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ConfirmSignUp.html */
export const confirmSignUp: PoolsOperation<"ConfirmSignUp"> = async (input, ctx) => {
  const { ConfirmationCode: given = "", ForceAliasCreation: force } = input;
  const { pool, client, user } = clientTarget(ctx, input, UNKNOWN);
  refuseConfirmed(user);
  checkCode(ctx, { pool, user }, { purpose: "signUp", given });
  const address = signUpAddress(pool, user)?.attribute;
  const confirmed = changeUser(ctx, { pool, user, force }, (fresh) => ({
    status: "CONFIRMED",
    codes: withoutCode(fresh, "signUp"),
    attributes: {
      ...fresh.attributes,
      ...(address !== undefined && { [`${address}_verified`]: "true" }),
    },
  }));
  await tellConfirmed(ctx, {
    pool,
    client,
    user: confirmed,
    source: "PostConfirmation_ConfirmSignUp",
    clientMetadata: input.ClientMetadata,
  });
  return {};
};

function refuseConfirmed({ status, enabled }: User): void {
  if (!enabled) throw notAuthorized("User is disabled.");
  if (status !== "UNCONFIRMED") {
    throw notAuthorized(`User cannot be confirmed. Current status is ${status}`);
  }
}

/** @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ResendConfirmationCode.html */
export const resendConfirmationCode: PoolsOperation<"ResendConfirmationCode"> = async (
  input,
  ctx,
) => {
  const { Username = "", ClientMetadata: clientMetadata } = input;
  const { pool, client } = findClient(ctx.state, input.ClientId);
  checkSecretHash(client, input.SecretHash, [Username]);
  const user = findUser(ctx.state, pool, Username);
  if (user === undefined) {
    if (!hidesUsers(client)) throw UNKNOWN.open();
    return { CodeDeliveryDetails: deliveryDetails("email", Username) };
  }
  if (user.status !== "UNCONFIRMED") throw invalidParameter("User is already confirmed.");
  const source = "CustomMessage_ResendCode";
  const sent = await sendSignUpCode(ctx, { pool, user, client, source, clientMetadata });
  if (sent === undefined) {
    throw invalidParameter("Auto verification not turned on.");
  }
  return { CodeDeliveryDetails: sent };
};

/** @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminConfirmSignUp.html */
export const adminConfirmSignUp: PoolsOperation<"AdminConfirmSignUp"> = async (input, ctx) => {
  const { pool, user } = adminTarget(ctx, input);
  refuseConfirmed(user);
  const confirmed = changeUser(ctx, { pool, user }, (fresh) => ({
    status: "CONFIRMED",
    codes: withoutCode(fresh, "signUp"),
  }));
  const source = "PostConfirmation_ConfirmSignUp";
  const clientMetadata = input.ClientMetadata;
  await tellConfirmed(ctx, { pool, user: confirmed, source, clientMetadata });
  return {};
};
