import { NotEmulatedError } from "../../../errors.ts";
import {
  attributesOf,
  checkAttributes,
  checkMutable,
  checkRequired,
  checkWritable,
} from "../attributes.ts";
import { callerOf } from "../access-token.ts";
import { challengedUser, closeChallenge } from "../challenges.ts";
import { flowsOf } from "../client-settings.ts";
import { invalidParameter, notAuthorized, userNotFound } from "../errors.ts";
import { checkPassword, policyOf } from "../password.ts";
import { checkSecretHash } from "../secret-hash.ts";
import { setPassword } from "../set-password.ts";
import { finishSignIn, signInWithPassword } from "../sign-in.ts";
import { revokeAll, signInOf } from "../sign-ins.ts";
import { findClient, findClientOf, type Client, type Pool, type PoolsOperation } from "../state.ts";
import { issueTokens } from "../tokens.ts";
import { adminTarget, changeUser, findUser, type PoolsContext } from "../users.ts";

interface AuthRequest {
  readonly flow: string;
  readonly pool: Pool;
  readonly client: Client;
  readonly parameters: Readonly<Record<string, string>>;
  readonly clientMetadata: Readonly<Record<string, string>> | undefined;
}

/** @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_InitiateAuth.html */
export const initiateAuth: PoolsOperation<"InitiateAuth"> = async (input, ctx) => {
  const { AuthFlow: flow = "", AuthParameters: parameters = {} } = input;
  const { pool, client } = findClient(ctx.state, input.ClientId);
  if (flow.startsWith("ADMIN_")) throw invalidParameter("Initiate Auth method not supported.");
  return authenticate(ctx, {
    flow,
    pool,
    client,
    parameters,
    clientMetadata: input.ClientMetadata,
  });
};

/** @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminInitiateAuth.html */
export const adminInitiateAuth: PoolsOperation<"AdminInitiateAuth"> = async (input, ctx) => {
  const { UserPoolId, ClientId, AuthFlow = "", AuthParameters: parameters = {} } = input;
  const { pool, client } = findClientOf(ctx.state, { UserPoolId, ClientId });
  const flow = AuthFlow === "ADMIN_NO_SRP_AUTH" ? "ADMIN_USER_PASSWORD_AUTH" : AuthFlow;
  return authenticate(ctx, {
    flow,
    pool,
    client,
    parameters,
    clientMetadata: input.ClientMetadata,
  });
};

async function authenticate(ctx: PoolsContext, request: AuthRequest) {
  const flow = request.flow === "REFRESH_TOKEN" ? "REFRESH_TOKEN_AUTH" : request.flow;
  if (!flowsOf(request.client.settings).has(`ALLOW_${flow}`)) {
    throw invalidParameter(
      flow.startsWith("ADMIN_")
        ? "Auth flow not enabled for this client"
        : `${flow} flow not enabled for this client`,
    );
  }
  if (flow === "REFRESH_TOKEN_AUTH") return refresh(ctx, request);
  if (flow !== "USER_PASSWORD_AUTH" && flow !== "ADMIN_USER_PASSWORD_AUTH") {
    throw new NotEmulatedError("cognito-idp:InitiateAuth", `the flow ${flow}`);
  }
  const { pool, client, parameters, clientMetadata } = request;
  const username = parameter(parameters, "USERNAME");
  const password = parameter(parameters, "PASSWORD");
  checkSecretHash(client, parameters["SECRET_HASH"], [username]);
  return signInWithPassword(ctx, { pool, client, username, password, clientMetadata });
}

function parameter(parameters: Readonly<Record<string, string>>, name: string): string {
  const value = parameters[name];
  if (value !== undefined && value !== "") return value;
  throw invalidParameter(`Missing required parameter ${name}`);
}

async function refresh(ctx: PoolsContext, request: AuthRequest) {
  const { pool, client, parameters, clientMetadata } = request;
  const signIn = signInOf(ctx, { client, token: parameter(parameters, "REFRESH_TOKEN") });
  const user = findUser(ctx.state, pool, signIn.sub);
  if (user === undefined) throw userNotFound();
  checkSecretHash(client, parameters["SECRET_HASH"], [user.username, user.sub]);
  if (!user.enabled) throw notAuthorized("User is disabled.");
  const subject = { pool, client, user, signIn };
  const tokens = await issueTokens(ctx, { ...subject, reason: "RefreshTokens", clientMetadata });
  return { ChallengeParameters: {}, AuthenticationResult: tokens };
}

/** @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_RespondToAuthChallenge.html */
export const respondToAuthChallenge: PoolsOperation<"RespondToAuthChallenge"> = async (
  input,
  ctx,
) => answerChallenge(ctx, { ...input, ...findClient(ctx.state, input.ClientId) });

/** @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminRespondToAuthChallenge.html */
export const adminRespondToAuthChallenge: PoolsOperation<"AdminRespondToAuthChallenge"> = async (
  input,
  ctx,
) => {
  const { UserPoolId, ClientId } = input;
  return answerChallenge(ctx, { ...input, ...findClientOf(ctx.state, { UserPoolId, ClientId }) });
};

interface ChallengeAnswer {
  readonly pool: Pool;
  readonly client: Client;
  readonly ChallengeName?: string | undefined;
  readonly Session?: string | undefined;
  readonly ChallengeResponses?: Readonly<Record<string, string>> | undefined;
  readonly ClientMetadata?: Readonly<Record<string, string>> | undefined;
}

async function answerChallenge(ctx: PoolsContext, answer: ChallengeAnswer) {
  const { pool, client, ChallengeName, Session: session = "", ClientMetadata } = answer;
  const responses = answer.ChallengeResponses ?? {};
  if (ChallengeName !== "NEW_PASSWORD_REQUIRED") {
    const operation = "cognito-idp:RespondToAuthChallenge";
    throw new NotEmulatedError(operation, `the challenge ${ChallengeName}`);
  }
  const username = parameter(responses, "USERNAME");
  const password = parameter(responses, "NEW_PASSWORD");
  checkSecretHash(client, responses["SECRET_HASH"], [username]);
  const user = challengedUser(ctx, { pool, client, session });
  if (findUser(ctx.state, pool, username)?.sub !== user.sub) {
    throw notAuthorized("Invalid session for the user.");
  }
  const given = attributesGiven(responses);
  checkWritable(client, given);
  checkAttributes(pool, given);
  checkMutable(pool, given, user.attributes);
  checkRequired(pool, { ...user.attributes, ...given });
  checkPassword(password, policyOf(pool)); // a password that is refused may be followed by another
  closeChallenge(ctx, session);
  await setPassword(ctx, { pool, user }, { password, status: "CONFIRMED" });
  const changed = changeUser(ctx, { pool, user }, ({ attributes }) => ({
    attributes: { ...attributes, ...given },
  }));
  const reason = "NewPasswordChallenge";
  const clientMetadata = ClientMetadata;
  return finishSignIn(ctx, { pool, client, username, user: changed, reason, clientMetadata });
}

function attributesGiven(responses: Readonly<Record<string, string>>) {
  const prefix = "userAttributes.";
  const given = Object.entries(responses).filter(([name]) => name.startsWith(prefix));
  return attributesOf(given.map(([name, Value]) => ({ Name: name.slice(prefix.length), Value })));
}

/** @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GlobalSignOut.html */
export const globalSignOut: PoolsOperation<"GlobalSignOut"> = async ({ AccessToken }, ctx) => {
  signOut(ctx, await callerOf(ctx, AccessToken));
  return {};
};

/** @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminUserGlobalSignOut.html */
export const adminUserGlobalSignOut: PoolsOperation<"AdminUserGlobalSignOut"> = (input, ctx) => {
  signOut(ctx, adminTarget(ctx, input));
  return {};
};

function signOut(ctx: PoolsContext, target: Parameters<typeof changeUser>[1]): void {
  const now = ctx.cloud.clock.now();
  changeUser(ctx, target, () => ({ signedOutAt: now }));
  revokeAll(ctx, target.user);
}
