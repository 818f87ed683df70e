import type { InitiateAuthResponse } from "@aws-sdk/client-cognito-identity-provider";
import { AwsError } from "../../errors.ts";
import { openChallenge } from "./challenges.ts";
import { notAuthorized, userNotFound, wrongPassword } from "./errors.ts";
import { afterFailure, isLocked } from "./lockout.ts";
import { hashPassword, isPassword } from "./password.ts";
import { beginSignIn } from "./sign-ins.ts";
import type { Client, Pool } from "./state.ts";
import { issueTokens, type TokenReason } from "./tokens.ts";
import { fire } from "./triggers.ts";
import { tell } from "./user-events.ts";
import type { User } from "./user.ts";
import { changeUser, findUser, userKey, type PoolsContext } from "./users.ts";

/** A sign-in under way. */
export interface Attempt {
  readonly pool: Pool;
  readonly client: Client;
  readonly username: string;
  readonly clientMetadata?: Readonly<Record<string, string>> | undefined;
}

/** Whether a client keeps from its callers who has an account. */
export function hidesUsers({ settings }: Client): boolean {
  return settings.PreventUserExistenceErrors === "ENABLED";
}

/**
 * Signs a user in with a password: tokens, or the question for a new password.
 *
 * @throws {AwsError} `NotAuthorizedException`, `UserNotFoundException`,
 *   `UserNotConfirmedException`, `PasswordResetRequiredException`, and what the triggers answer.
 */
export async function signInWithPassword(
  ctx: PoolsContext,
  attempt: Attempt & { readonly password: string },
): Promise<InitiateAuthResponse> {
  const user = await knownUser(ctx, attempt);
  const { pool, client, password, clientMetadata } = attempt;
  if (!user.enabled) throw notAuthorized("User is disabled.");
  await tell(ctx, {
    pool,
    user,
    client,
    name: "PreAuthentication",
    source: "PreAuthentication_Authentication",
    request: { validationData: clientMetadata ?? null, userNotFound: false },
  });
  const signedIn = await checkPasswordOf(ctx, { pool, user }, password);
  if (signedIn.status === "UNCONFIRMED") {
    throw new AwsError("UserNotConfirmedException", "User is not confirmed.");
  }
  if (signedIn.status === "FORCE_CHANGE_PASSWORD") return askNewPassword(ctx, attempt, signedIn);
  return finishSignIn(ctx, { ...attempt, user: signedIn, reason: "Authentication" });
}

/** Of someone who is not there the caller may learn nothing, by time neither. */
async function knownUser(
  ctx: PoolsContext,
  { pool, client, username, clientMetadata }: Attempt,
): Promise<User> {
  const user = findUser(ctx.state, pool, username);
  if (user !== undefined) return user;
  if (!hidesUsers(client)) throw userNotFound();
  await fire(ctx.cloud, {
    name: "PreAuthentication",
    source: "PreAuthentication_Authentication",
    pool,
    userName: username,
    clientId: client.id,
    request: { userAttributes: {}, validationData: clientMetadata ?? null, userNotFound: true },
    response: {},
  });
  await hashPassword(username);
  throw wrongPassword();
}

/**
 * Checks a password and counts it when it is wrong.
 *
 * @throws {AwsError} `NotAuthorizedException`, `PasswordResetRequiredException`.
 */
export async function checkPasswordOf(
  ctx: PoolsContext,
  { pool, user: seen }: { pool: Pool; user: User },
  password: string,
): Promise<User> {
  const { clock } = ctx.cloud;
  return ctx.state.turns.take(userKey(pool, seen.username), async () => {
    const user = ctx.state.users.get(userKey(pool, seen.username));
    if (user === undefined) throw wrongPassword();
    if (user.status === "RESET_REQUIRED") {
      throw new AwsError("PasswordResetRequiredException", "Password reset required for the user");
    }
    if (isLocked(user.failures, clock.now())) throw notAuthorized("Password attempts exceeded");
    const isRight = await isPassword(password, user.password);
    if (!isRight) {
      changeUser(ctx, { pool, user }, ({ failures }) => ({
        failures: afterFailure(failures, clock.now()),
      }));
      throw wrongPassword();
    }
    if (user.passwordUntil !== undefined && user.passwordUntil <= clock.now()) {
      throw notAuthorized("Temporary password has expired and must be reset by an administrator.");
    }
    return user.failures === undefined
      ? user
      : changeUser(ctx, { pool, user }, () => ({ failures: undefined }));
  });
}

function askNewPassword(ctx: PoolsContext, attempt: Attempt, user: User): InitiateAuthResponse {
  const { pool, client } = attempt;
  const Session = openChallenge(ctx, { client, user });
  const missing = pool.schema.flatMap(({ Name = "", Required }) =>
    Required === true && Name !== "sub" && (user.attributes[Name] ?? "") === ""
      ? [`userAttributes.${Name}`]
      : [],
  );
  return {
    ChallengeName: "NEW_PASSWORD_REQUIRED",
    Session,
    ChallengeParameters: {
      USER_ID_FOR_SRP: user.username,
      requiredAttributes: JSON.stringify(missing),
      userAttributes: JSON.stringify(user.attributes),
    },
  };
}

/**
 * Gives the tokens of a user who has shown who they are.
 *
 * @throws {AwsError} What the triggers answer.
 */
export async function finishSignIn(
  ctx: PoolsContext,
  attempt: Attempt & { readonly user: User; readonly reason: TokenReason },
): Promise<InitiateAuthResponse> {
  const { pool, client, user, reason, clientMetadata } = attempt;
  await tell(ctx, {
    pool,
    user,
    client,
    name: "PostAuthentication",
    source: "PostAuthentication_Authentication",
    request: { newDeviceUsed: false, ...(clientMetadata !== undefined && { clientMetadata }) },
  });
  const { signIn, refreshToken } = beginSignIn(ctx, { client, user });
  const tokens = await issueTokens(ctx, { pool, client, user, signIn, reason, clientMetadata });
  return {
    ChallengeParameters: {},
    AuthenticationResult: { ...tokens, RefreshToken: refreshToken },
  };
}
