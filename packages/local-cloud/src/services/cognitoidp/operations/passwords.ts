import { callerOf } from "../access-token.ts";
import { clientTarget } from "../client-caller.ts";
import { checkCode, renewCode, withoutCode } from "../codes.ts";
import { codeMismatch, notAuthorized, userNotFound } from "../errors.ts";
import { deliveryDetails, sendCode } from "../messages.ts";
import { checkPassword, policyOf } from "../password.ts";
import { recoveryAddress } from "../recovery.ts";
import { checkSecretHash } from "../secret-hash.ts";
import { setPassword, temporaryUntil } from "../set-password.ts";
import { checkPasswordOf, hidesUsers } from "../sign-in.ts";
import { tellConfirmed } from "../sign-up-user.ts";
import { findClient, type PoolsOperation } from "../state.ts";
import { adminTarget, changeUser, findUser } from "../users.ts";

const unknownUser = (): Error => userNotFound("Username/client id combination not found.");

/** @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ForgotPassword.html */
export const forgotPassword: PoolsOperation<"ForgotPassword"> = async (input, ctx) => {
  const { Username = "", ClientMetadata: clientMetadata } = input;
  const { pool, client } = findClient(ctx.state, input.ClientId);
  checkSecretHash(client, input.SecretHash, [Username]);
  const user = findUser(ctx.state, pool, Username);
  if (user === undefined) {
    if (!hidesUsers(client)) throw unknownUser();
    return { CodeDeliveryDetails: deliveryDetails("email", Username) };
  }
  if (!user.enabled) throw notAuthorized("User is disabled.");
  if (user.status === "FORCE_CHANGE_PASSWORD") {
    throw notAuthorized("User password cannot be reset in the current state.");
  }
  const address = recoveryAddress(pool, user);
  const { user: fresh, code } = renewCode(ctx, { pool, user }, "forgotPassword");
  const source = "CustomMessage_ForgotPassword";
  const message = { pool, user: fresh, client, code, source, clientMetadata, ...address };
  return { CodeDeliveryDetails: await sendCode(ctx, message) };
};

/** @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ConfirmForgotPassword.html */
export const confirmForgotPassword: PoolsOperation<"ConfirmForgotPassword"> = async (
  input,
  ctx,
) => {
  const { ConfirmationCode: given = "", Password: password = "" } = input;
  const target = clientTarget(ctx, input, { hidden: codeMismatch, open: unknownUser });
  const { pool, client, user } = target;
  if (!user.enabled) throw notAuthorized("User is disabled.");
  checkPassword(password, policyOf(pool));
  checkCode(ctx, { pool, user }, { purpose: "forgotPassword", given });
  // Before anything is waited for: a code is good for one password.
  changeUser(ctx, target, (fresh) => ({ codes: withoutCode(fresh, "forgotPassword") }));
  const changed = await setPassword(ctx, target, { password, status: "CONFIRMED" });
  await tellConfirmed(ctx, {
    pool,
    client,
    user: changed,
    source: "PostConfirmation_ConfirmForgotPassword",
    clientMetadata: input.ClientMetadata,
  });
  return {};
};

/** @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ChangePassword.html */
export const changePassword: PoolsOperation<"ChangePassword"> = async (input, ctx) => {
  const caller = await callerOf(ctx, input.AccessToken);
  const { PreviousPassword = "", ProposedPassword: password = "" } = input;
  await checkPasswordOf(ctx, caller, PreviousPassword);
  await setPassword(ctx, caller, { password, status: "CONFIRMED" });
  return {};
};

/** @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminSetUserPassword.html */
export const adminSetUserPassword: PoolsOperation<"AdminSetUserPassword"> = async (input, ctx) => {
  const target = adminTarget(ctx, input);
  const { Password: password = "", Permanent = false } = input;
  const until = temporaryUntil(target.pool, ctx.cloud.clock.now());
  await setPassword(
    ctx,
    target,
    Permanent
      ? { password, status: "CONFIRMED" }
      : { password, status: "FORCE_CHANGE_PASSWORD", until },
  );
  return {};
};

/** @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminResetUserPassword.html */
export const adminResetUserPassword: PoolsOperation<"AdminResetUserPassword"> = async (
  input,
  ctx,
) => {
  const { pool, user } = adminTarget(ctx, input);
  if (user.status !== "CONFIRMED" && user.status !== "RESET_REQUIRED") {
    throw notAuthorized("User password cannot be reset in the current state.");
  }
  const address = recoveryAddress(pool, user);
  changeUser(ctx, { pool, user }, () => ({ status: "RESET_REQUIRED", password: undefined }));
  const { user: fresh, code } = renewCode(ctx, { pool, user }, "forgotPassword");
  const source = "CustomMessage_ForgotPassword";
  const clientMetadata = input.ClientMetadata;
  await sendCode(ctx, { pool, user: fresh, code, source, clientMetadata, ...address });
  return {};
};
