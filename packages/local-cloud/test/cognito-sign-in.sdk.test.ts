import {
  AdminCreateUserCommand,
  AdminDisableUserCommand,
  AdminEnableUserCommand,
  AdminInitiateAuthCommand,
  AdminResetUserPasswordCommand,
  AdminRespondToAuthChallengeCommand,
  AdminSetUserPasswordCommand,
  AdminUserGlobalSignOutCommand,
  ChangePasswordCommand,
  CognitoIdentityProviderClient,
  ConfirmForgotPasswordCommand,
  ForgotPasswordCommand,
  GetUserCommand,
  GlobalSignOutCommand,
  InitiateAuthCommand,
  RespondToAuthChallengeCommand,
  RevokeTokenCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createClock } from "../src/clock.ts";
import { cognitoidp } from "../src/services/cognitoidp/index.ts";
import { startTestCloud, type TestCloud } from "../src/testing.ts";
import {
  aClient,
  aPool,
  attributes,
  aUser,
  codeFor,
  PASSWORD,
  signIn,
  wrong,
} from "./cognito-fixtures.ts";

const NEW_PASSWORD = "Another-horse-8";
const DAY_MS = 86_400_000;
const WRONG_PASSWORD = {
  name: "NotAuthorizedException",
  message: "Incorrect username or password.",
};

let local: TestCloud;
let pools: CognitoIdentityProviderClient;
let shared: Awaited<ReturnType<typeof aPool>>;

beforeAll(async () => {
  const clock = createClock({ pace: "manual", startMs: Date.UTC(2026, 0, 15) }); // locks are short
  local = await startTestCloud({ keep: true, plugins: [cognitoidp], clock });
  pools = local.client(CognitoIdentityProviderClient);
  shared = await aPool(pools, { AliasAttributes: ["email"] });
});
afterAll(() => local.stop());

const getUser = (AccessToken: string) => pools.send(new GetUserCommand({ AccessToken }));

function refresh(ClientId: string, REFRESH_TOKEN: string) {
  return pools.send(
    new InitiateAuthCommand({
      ClientId,
      AuthFlow: "REFRESH_TOKEN_AUTH",
      AuthParameters: { REFRESH_TOKEN },
    }),
  );
}

describe("a sign-in", () => {
  test("locks after five wrong passwords, for twice as long with each further one", async () => {
    const { ClientId, UserPoolId } = shared;
    const name = await aUser(pools, UserPoolId);
    const locked = { name: "NotAuthorizedException", message: "Password attempts exceeded" };
    for (let tries = 0; tries < 5; tries += 1) {
      await expect(signIn(pools, ClientId, name, "wrong")).rejects.toMatchObject(WRONG_PASSWORD);
    }
    await expect(signIn(pools, ClientId, name)).rejects.toMatchObject(locked);
    await local.cloud.clock.advance(1000);
    await expect(signIn(pools, ClientId, name, "wrong")).rejects.toMatchObject(WRONG_PASSWORD);
    await local.cloud.clock.advance(1000);
    await expect(signIn(pools, ClientId, name)).rejects.toMatchObject(locked);
    await local.cloud.clock.advance(1000);
    await signIn(pools, ClientId, name);
    await expect(signIn(pools, ClientId, name, "wrong")).rejects.toMatchObject(WRONG_PASSWORD);
    await signIn(pools, ClientId, name);
  });

  test("does not let parallel guesses past the lock", async () => {
    const { ClientId, UserPoolId } = shared;
    const name = await aUser(pools, UserPoolId);
    const guesses = Array.from({ length: 9 }, () => signIn(pools, ClientId, name, "wrong"));
    const failed = await Promise.allSettled(guesses);
    const messages = failed.map((one) =>
      one.status === "rejected" ? (one.reason as Error).message : "in",
    );
    expect(messages.filter((text) => text === WRONG_PASSWORD.message)).toHaveLength(5);
    expect(messages.filter((text) => text === "Password attempts exceeded")).toHaveLength(4);
  });

  test("is only possible by the flows of the client, and others are not there", async () => {
    const { UserPoolId } = shared;
    const name = await aUser(pools, UserPoolId);
    const { ClientId } = await aClient(pools, UserPoolId, { ExplicitAuthFlows: [] });
    await expect(signIn(pools, ClientId, name)).rejects.toMatchObject({
      name: "InvalidParameterException",
      message: "USER_PASSWORD_AUTH flow not enabled for this client",
    });
    const AuthParameters = { USERNAME: name, PASSWORD, SRP_A: "a" };
    await expect(
      pools.send(
        new AdminInitiateAuthCommand({
          UserPoolId,
          ClientId,
          AuthFlow: "ADMIN_USER_PASSWORD_AUTH",
          AuthParameters,
        }),
      ),
    ).rejects.toMatchObject({ message: "Auth flow not enabled for this client" });
    await expect(
      pools.send(new InitiateAuthCommand({ ClientId, AuthFlow: "USER_SRP_AUTH", AuthParameters })),
    ).rejects.toMatchObject({ name: "NotEmulated", $metadata: { httpStatusCode: 501 } });
  });

  test("is refused while an administrator has disabled the user", async () => {
    const { ClientId, UserPoolId } = shared;
    const Username = await aUser(pools, UserPoolId);
    const { AccessToken, RefreshToken } = await signIn(pools, ClientId, Username);
    await pools.send(new AdminDisableUserCommand({ UserPoolId, Username }));
    const disabled = { name: "NotAuthorizedException", message: "User is disabled." };
    await expect(signIn(pools, ClientId, Username)).rejects.toMatchObject(disabled);
    await expect(getUser(AccessToken)).rejects.toMatchObject({ name: "NotAuthorizedException" });
    await pools.send(new AdminEnableUserCommand({ UserPoolId, Username }));
    await expect(refresh(ClientId, RefreshToken)).rejects.toMatchObject({
      message: "Refresh Token has been revoked",
    });
    expect((await signIn(pools, ClientId, Username)).IdToken).not.toBe("");
  });

  test("tells open clients that a user is not there", async () => {
    await expect(signIn(pools, shared.ClientId, "nobody")).rejects.toMatchObject({
      name: "UserNotFoundException",
      message: "User does not exist.",
    });
    await expect(signIn(pools, "nosuchclient", "nobody")).rejects.toMatchObject({
      name: "ResourceNotFoundException",
      message: "User pool client nosuchclient does not exist.",
    });
  });
});

async function invite(Username: string, TemporaryPassword?: string) {
  const email = `${Username}@example.com`;
  const { User } = await pools.send(
    new AdminCreateUserCommand({
      UserPoolId: shared.UserPoolId,
      Username,
      TemporaryPassword,
      DesiredDeliveryMediums: ["EMAIL"],
      UserAttributes: attributes({ email, email_verified: "true" }),
    }),
  );
  expect(User?.UserStatus).toBe("FORCE_CHANGE_PASSWORD");
  return email;
}

function answer(Session: string, over: Record<string, string> = {}) {
  return pools.send(
    new RespondToAuthChallengeCommand({
      ClientId: shared.ClientId,
      ChallengeName: "NEW_PASSWORD_REQUIRED",
      Session,
      ChallengeResponses: { USERNAME: "invited", NEW_PASSWORD, ...over },
    }),
  );
}

describe("a user whom an administrator makes", () => {
  test("gets a temporary password, and has to choose another", async () => {
    const email = await invite("invited");
    const body = local.cloud.inbox.read(email).at(-1)?.body ?? "";
    const password = /temporary password is (\S+)\. $/.exec(body)?.[1] ?? "";
    const {
      ChallengeName,
      ChallengeParameters,
      Session = "",
    } = await signIn(pools, shared.ClientId, "invited", password);
    expect({ ChallengeName, ChallengeParameters }).toEqual({
      ChallengeName: "NEW_PASSWORD_REQUIRED",
      ChallengeParameters: {
        USER_ID_FOR_SRP: "invited",
        requiredAttributes: "[]",
        userAttributes: JSON.stringify({ email, email_verified: "true" }),
      },
    });
    await expect(answer(Session, { NEW_PASSWORD: "short" })).rejects.toMatchObject({
      name: "InvalidPasswordException",
    });
    await expect(answer("not-a-session-of-anyone")).rejects.toMatchObject({
      name: "NotAuthorizedException",
      message: "Invalid session for the user.",
    });
    const { AuthenticationResult } = await answer(Session);
    expect(AuthenticationResult?.AccessToken).toBeDefined();
    await expect(answer(Session)).rejects.toMatchObject({ name: "NotAuthorizedException" });
    await signIn(pools, shared.ClientId, "invited", NEW_PASSWORD);
  });

  test("can use the temporary password for as long as the policy says", async () => {
    await invite("late", PASSWORD);
    await local.cloud.clock.advance(7 * DAY_MS);
    await expect(signIn(pools, shared.ClientId, "late")).rejects.toMatchObject({
      name: "NotAuthorizedException",
      message: "Temporary password has expired and must be reset by an administrator.",
    });
    await pools.send(
      new AdminCreateUserCommand({
        UserPoolId: shared.UserPoolId,
        Username: "late",
        MessageAction: "RESEND",
        TemporaryPassword: NEW_PASSWORD,
      }),
    );
    const challenge = await signIn(pools, shared.ClientId, "late", NEW_PASSWORD);
    expect(challenge.ChallengeName).toBe("NEW_PASSWORD_REQUIRED");
    await local.cloud.clock.advance(3 * 60_000);
    await expect(answer(challenge.Session ?? "", { USERNAME: "late" })).rejects.toMatchObject({
      message: "Invalid session for the user, session is expired.",
    });
  });

  test("answers the challenge through an administrator too", async () => {
    const { ClientId, UserPoolId } = shared;
    const name = await aUser(pools, UserPoolId);
    await pools.send(
      new AdminSetUserPasswordCommand({ UserPoolId, Username: name, Password: PASSWORD }),
    );
    const { Session } = await pools.send(
      new AdminInitiateAuthCommand({
        UserPoolId,
        ClientId,
        AuthFlow: "ADMIN_USER_PASSWORD_AUTH",
        AuthParameters: { USERNAME: name, PASSWORD },
      }),
    );
    const { AuthenticationResult } = await pools.send(
      new AdminRespondToAuthChallengeCommand({
        UserPoolId,
        ClientId,
        Session,
        ChallengeName: "NEW_PASSWORD_REQUIRED",
        ChallengeResponses: { USERNAME: name, NEW_PASSWORD },
      }),
    );
    expect(AuthenticationResult?.TokenType).toBe("Bearer");
  });
});

describe("a password", () => {
  test("is replaced by the code for one who forgot it", async () => {
    const { ClientId, UserPoolId } = shared;
    const email = "forgetful@example.com";
    const Username = await aUser(pools, UserPoolId, { email });
    const { CodeDeliveryDetails } = await pools.send(
      new ForgotPasswordCommand({ ClientId, Username: email }),
    );
    expect(CodeDeliveryDetails).toEqual({
      AttributeName: "email",
      DeliveryMedium: "EMAIL",
      Destination: "f***@e***",
    });
    const code = codeFor(local, email);
    const confirm = (ConfirmationCode: string, Password = NEW_PASSWORD) =>
      pools.send(
        new ConfirmForgotPasswordCommand({ ClientId, Username, ConfirmationCode, Password }),
      );
    await expect(confirm(wrong(code))).rejects.toMatchObject({ name: "CodeMismatchException" });
    await expect(confirm(code, "short")).rejects.toMatchObject({
      name: "InvalidPasswordException",
    });
    await confirm(code);
    await expect(confirm(code)).rejects.toMatchObject({ name: "ExpiredCodeException" });
    await expect(signIn(pools, ClientId, Username)).rejects.toMatchObject(WRONG_PASSWORD);
    await signIn(pools, ClientId, Username, NEW_PASSWORD);
    await pools.send(new ForgotPasswordCommand({ ClientId, Username }));
    await local.cloud.clock.advance(3_600_000);
    await expect(confirm(codeFor(local, email))).rejects.toMatchObject({
      name: "ExpiredCodeException",
    });
  });

  test("cannot be recovered without a verified address", async () => {
    const { ClientId, UserPoolId } = shared;
    const Username = await aUser(pools, UserPoolId, { email_verified: "false" });
    await expect(
      pools.send(new ForgotPasswordCommand({ ClientId, Username })),
    ).rejects.toMatchObject({
      name: "InvalidParameterException",
      message:
        "Cannot reset password for the user as there is no registered/verified email or phone_number",
    });
  });

  test("that an administrator resets lets nobody in until it is replaced", async () => {
    const { ClientId, UserPoolId } = shared;
    const email = "reset@example.com";
    const Username = await aUser(pools, UserPoolId, { email });
    await pools.send(new AdminResetUserPasswordCommand({ UserPoolId, Username }));
    await expect(signIn(pools, ClientId, Username)).rejects.toMatchObject({
      name: "PasswordResetRequiredException",
      message: "Password reset required for the user",
    });
    const ConfirmationCode = codeFor(local, email);
    await pools.send(
      new ConfirmForgotPasswordCommand({
        ClientId,
        Username,
        ConfirmationCode,
        Password: NEW_PASSWORD,
      }),
    );
    await signIn(pools, ClientId, Username, NEW_PASSWORD);
  });

  test("is changed by one who knows it", async () => {
    const { ClientId, UserPoolId } = shared;
    const name = await aUser(pools, UserPoolId);
    const { AccessToken } = await signIn(pools, ClientId, name);
    const change = (PreviousPassword: string, ProposedPassword: string) =>
      pools.send(new ChangePasswordCommand({ AccessToken, PreviousPassword, ProposedPassword }));
    await expect(change("wrong", NEW_PASSWORD)).rejects.toMatchObject(WRONG_PASSWORD);
    await expect(change(PASSWORD, "short")).rejects.toMatchObject({
      name: "InvalidPasswordException",
    });
    await change(PASSWORD, NEW_PASSWORD);
    await signIn(pools, ClientId, name, NEW_PASSWORD);
  });
});

describe("a sign-out", () => {
  test("everywhere ends refresh and access tokens, but not those that come after it", async () => {
    const { ClientId, UserPoolId } = shared;
    const name = await aUser(pools, UserPoolId);
    const first = await signIn(pools, ClientId, name);
    const second = await signIn(pools, ClientId, name);
    await pools.send(new GlobalSignOutCommand({ AccessToken: first.AccessToken }));
    for (const { AccessToken, RefreshToken } of [first, second]) {
      await expect(getUser(AccessToken)).rejects.toMatchObject({
        name: "NotAuthorizedException",
        message: "Access Token has been revoked",
      });
      await expect(refresh(ClientId, RefreshToken)).rejects.toMatchObject({
        message: "Refresh Token has been revoked",
      });
    }
    const third = await signIn(pools, ClientId, name);
    expect(await getUser(third.AccessToken)).toMatchObject({ Username: name });
    await pools.send(new AdminUserGlobalSignOutCommand({ UserPoolId, Username: name }));
    await expect(getUser(third.AccessToken)).rejects.toMatchObject({
      name: "NotAuthorizedException",
    });
  });

  test("of one token leaves the other sign-ins alone", async () => {
    const { ClientId, UserPoolId } = shared;
    const name = await aUser(pools, UserPoolId);
    const first = await signIn(pools, ClientId, name);
    const second = await signIn(pools, ClientId, name);
    await pools.send(new RevokeTokenCommand({ ClientId, Token: first.RefreshToken }));
    await pools.send(new RevokeTokenCommand({ ClientId, Token: first.RefreshToken }));
    await expect(getUser(first.AccessToken)).rejects.toMatchObject({
      message: "Access Token has been revoked",
    });
    expect(await getUser(second.AccessToken)).toMatchObject({ Username: name });
    await expect(
      pools.send(new RevokeTokenCommand({ ClientId, Token: second.AccessToken })),
    ).rejects.toMatchObject({ name: "UnsupportedTokenTypeException" });
  });
});

describe("a refresh token", () => {
  test("gives new tokens to its own client until it ends", async () => {
    const { ClientId, UserPoolId } = shared;
    const other = await aClient(pools, UserPoolId);
    const name = await aUser(pools, UserPoolId);
    const { RefreshToken } = await signIn(pools, ClientId, name);
    await expect(refresh(other.ClientId, RefreshToken)).rejects.toMatchObject({
      name: "NotAuthorizedException",
      message: "Invalid Refresh Token",
    });
    await local.cloud.clock.advance(29 * DAY_MS);
    const { AuthenticationResult } = await refresh(ClientId, RefreshToken);
    expect(AuthenticationResult?.RefreshToken).toBeUndefined();
    expect(await getUser(AuthenticationResult?.AccessToken ?? "")).toMatchObject({
      Username: name,
    });
    await local.cloud.clock.advance(DAY_MS);
    await expect(refresh(ClientId, RefreshToken)).rejects.toMatchObject({
      message: "Refresh Token has expired",
    });
  });
});
