import {
  AdminConfirmSignUpCommand,
  AdminCreateUserCommand,
  AdminGetUserCommand,
  CognitoIdentityProviderClient,
  ConfirmForgotPasswordCommand,
  ConfirmSignUpCommand,
  ForgotPasswordCommand,
  SignUpCommand,
  type LambdaConfigType,
} from "@aws-sdk/client-cognito-identity-provider";
import { CreateRoleCommand, IAMClient } from "@aws-sdk/client-iam";
import { AddPermissionCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { decodeJwt } from "jose";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestCloud, type TestCloud } from "../src/testing.ts";
import { aPool, asMap, attributes, aUser, codeFor, PASSWORD, signIn } from "./cognito-fixtures.ts";
import { createRecorder } from "./lambda-fixtures.ts";

const FUNCTION_ARN = "arn:aws:lambda:eu-west-1:000000000000:function:";

let local: TestCloud;
let pools: CognitoIdentityProviderClient;
let lambda: LambdaClient;

beforeAll(async () => {
  local = await startTestCloud({ keep: true, enforcePermissions: true });
  const trust = {
    Effect: "Allow",
    Principal: { Service: "lambda.amazonaws.com" },
    Action: "sts:AssumeRole",
  };
  await local.client(IAMClient).send(
    new CreateRoleCommand({
      RoleName: "worker",
      AssumeRolePolicyDocument: JSON.stringify({ Version: "2012-10-17", Statement: [trust] }),
    }),
  );
  pools = local.client(CognitoIdentityProviderClient);
  lambda = local.client(LambdaClient);
});
afterAll(() => local.stop());

let functions = 0;

/** A function that notes its events, and the pool that may invoke it. */
async function aTrigger(body: string, triggersOf: (arn: string) => LambdaConfigType) {
  functions += 1;
  const FunctionName = `trigger${functions}`;
  const { read } = await createRecorder(lambda, `note(event); ${body} return event;`, {
    FunctionName,
  });
  const arn = FUNCTION_ARN + FunctionName;
  const pool = await aPool(pools, { LambdaConfig: triggersOf(arn) });
  await lambda.send(
    new AddPermissionCommand({
      FunctionName,
      StatementId: "pool",
      Action: "lambda:InvokeFunction",
      Principal: "cognito-idp.amazonaws.com",
      SourceArn: pool.Arn,
    }),
  );
  return { ...pool, arn, events: () => read() as Record<string, unknown>[] };
}

function signUp(ClientId: string, Username: string, email = `${Username}@example.com`) {
  return pools.send(
    new SignUpCommand({
      ClientId,
      Username,
      Password: PASSWORD,
      UserAttributes: attributes({ email }),
      ValidationData: attributes({ captcha: "ok" }),
      ClientMetadata: { campaign: "spring" },
    }),
  );
}

describe("PreSignUp", () => {
  test("sees who asks, and may confirm and verify at once", async () => {
    const body = "event.response.autoConfirmUser = true; event.response.autoVerifyEmail = true;";
    const { ClientId, UserPoolId, events } = await aTrigger(body, (PreSignUp) => ({ PreSignUp }));
    expect(await signUp(ClientId, "ann")).toMatchObject({ UserConfirmed: true });
    expect(events()).toEqual([
      {
        version: "1",
        region: "eu-west-1",
        userPoolId: UserPoolId,
        userName: "ann",
        callerContext: { awsSdkVersion: expect.any(String), clientId: ClientId },
        triggerSource: "PreSignUp_SignUp",
        request: {
          userAttributes: { email: "ann@example.com" },
          validationData: { captcha: "ok" },
          clientMetadata: { campaign: "spring" },
        },
        response: { autoConfirmUser: false, autoVerifyEmail: false, autoVerifyPhone: false },
      },
    ]);
    const user = await pools.send(new AdminGetUserCommand({ UserPoolId, Username: "ann" }));
    expect(asMap(user.UserAttributes)["email_verified"]).toBe("true");
    expect(local.cloud.inbox.read("ann@example.com")).toEqual([]);
    await pools.send(
      new AdminCreateUserCommand({ UserPoolId, Username: "bob", MessageAction: "SUPPRESS" }),
    );
    expect(events()[1]).toMatchObject({
      triggerSource: "PreSignUp_AdminCreateUser",
      callerContext: { clientId: "CLIENT_ID_NOT_APPLICABLE" },
    });
  });

  test("keeps out whom it refuses, in its own words", async () => {
    const { ClientId, UserPoolId } = await aTrigger(
      'throw new Error("no robots");',
      (PreSignUp) => ({ PreSignUp }),
    );
    await expect(signUp(ClientId, "robot")).rejects.toMatchObject({
      name: "UserLambdaValidationException",
      message: "PreSignUp failed with error no robots.",
    });
    await expect(
      pools.send(new AdminGetUserCommand({ UserPoolId, Username: "robot" })),
    ).rejects.toMatchObject({ name: "UserNotFoundException" });
  });

  test("has to answer with an event", async () => {
    const { ClientId } = await aTrigger("return 7;", (PreSignUp) => ({ PreSignUp }));
    await expect(signUp(ClientId, "ann")).rejects.toMatchObject({
      name: "InvalidLambdaResponseException",
      message: "Unrecognizable lambda output",
    });
  });

  test("is only invoked by pools that its policy names", async () => {
    const { arn } = await aTrigger("", (PreSignUp) => ({ PreSignUp }));
    const other = await aPool(pools, { LambdaConfig: { PreSignUp: arn } });
    await expect(signUp(other.ClientId, "ann")).rejects.toMatchObject({
      name: "UnexpectedLambdaException",
      message: "PreSignUp invocation failed due to error AccessDeniedException.",
    });
  });
});

describe("PostConfirmation", () => {
  test("hears of confirmations, and of passwords that were forgotten", async () => {
    const { ClientId, UserPoolId, events } = await aTrigger("", (PostConfirmation) => ({
      PostConfirmation,
    }));
    const email = "cleo@example.com";
    await signUp(ClientId, "cleo");
    const Username = "cleo";
    await pools.send(
      new ConfirmSignUpCommand({ ClientId, Username, ConfirmationCode: codeFor(local, email) }),
    );
    await pools.send(new ForgotPasswordCommand({ ClientId, Username }));
    await pools.send(
      new ConfirmForgotPasswordCommand({
        ClientId,
        Username,
        ConfirmationCode: codeFor(local, email),
        Password: PASSWORD,
      }),
    );
    await signUp(ClientId, "dora");
    await pools.send(new AdminConfirmSignUpCommand({ UserPoolId, Username: "dora" }));
    expect(events().map(({ triggerSource, userName }) => [triggerSource, userName])).toEqual([
      ["PostConfirmation_ConfirmSignUp", "cleo"],
      ["PostConfirmation_ConfirmForgotPassword", "cleo"],
      ["PostConfirmation_ConfirmSignUp", "dora"],
    ]);
    expect(events()[0]).toMatchObject({
      request: {
        userAttributes: {
          sub: expect.any(String),
          email,
          email_verified: "true",
          "cognito:user_status": "CONFIRMED",
        },
      },
      response: {},
    });
  });

  test("leaves the user confirmed when it fails", async () => {
    const { ClientId, UserPoolId } = await aTrigger(
      'throw new Error("table is gone");',
      (PostConfirmation) => ({ PostConfirmation }),
    );
    await signUp(ClientId, "eve");
    const ConfirmationCode = codeFor(local, "eve@example.com");
    await expect(
      pools.send(new ConfirmSignUpCommand({ ClientId, Username: "eve", ConfirmationCode })),
    ).rejects.toMatchObject({
      name: "UserLambdaValidationException",
      message: "PostConfirmation failed with error table is gone.",
    });
    const user = await pools.send(new AdminGetUserCommand({ UserPoolId, Username: "eve" }));
    expect(user.UserStatus).toBe("CONFIRMED");
  });
});

describe("triggers around a sign-in", () => {
  test("come before the password is looked at and after it was right", async () => {
    const { ClientId, UserPoolId, events } = await aTrigger("", (arn) => ({
      PreAuthentication: arn,
      PostAuthentication: arn,
      PreTokenGeneration: arn,
    }));
    const name = await aUser(pools, UserPoolId);
    await expect(signIn(pools, ClientId, name, "wrong")).rejects.toMatchObject({
      name: "NotAuthorizedException",
    });
    const sources = () => events().map(({ triggerSource }) => triggerSource);
    expect(sources()).toEqual(["PreAuthentication_Authentication"]);
    await signIn(pools, ClientId, name);
    expect(sources().slice(1)).toEqual([
      "PreAuthentication_Authentication",
      "PostAuthentication_Authentication",
      "TokenGeneration_Authentication",
    ]);
  });

  test("change the claims of the id token", async () => {
    const body = `event.response.claimsOverrideDetails = {
      claimsToAddOrOverride: { tenant: "acme", sub: "stolen", iss: "stolen" },
      claimsToSuppress: ["email", "exp"],
      groupOverrideDetails: { groupsToOverride: ["vip"] },
    };`;
    const { ClientId, UserPoolId } = await aTrigger(body, (PreTokenGeneration) => ({
      PreTokenGeneration,
    }));
    const { AccessToken, IdToken } = await signIn(pools, ClientId, await aUser(pools, UserPoolId));
    const id = decodeJwt(IdToken);
    expect(id).toMatchObject({ tenant: "acme", "cognito:groups": ["vip"] });
    expect(id.sub).not.toBe("stolen");
    expect(id.iss).not.toBe("stolen");
    expect(id.exp).toBeDefined();
    expect(id).not.toHaveProperty("email");
    expect(decodeJwt(AccessToken)).not.toHaveProperty("tenant");
  });

  test("change the claims and scopes of the access token in their second version", async () => {
    const body = `event.response.claimsAndScopeOverrideDetails = {
      accessTokenGeneration: {
        claimsToAddOrOverride: { tenant: { id: 7 } },
        scopesToAdd: ["orders/read"],
      },
    };`;
    const { ClientId, UserPoolId, events } = await aTrigger(body, (LambdaArn) => ({
      PreTokenGenerationConfig: { LambdaArn, LambdaVersion: "V2_0" },
    }));
    const { AccessToken } = await signIn(pools, ClientId, await aUser(pools, UserPoolId));
    expect(decodeJwt(AccessToken)).toMatchObject({
      tenant: { id: 7 },
      scope: "aws.cognito.signin.user.admin orders/read",
    });
    expect(events()[0]).toMatchObject({
      version: "2",
      request: { scopes: ["aws.cognito.signin.user.admin"] },
    });
  });
});

test("CustomMessage puts the code into words of its own", async () => {
  const body =
    'event.response.emailSubject = "Hello"; event.response.emailMessage = "Use " + event.request.codeParameter;';
  const { ClientId, events } = await aTrigger(body, (CustomMessage) => ({ CustomMessage }));
  await signUp(ClientId, "fay", "fay@example.org");
  expect(local.cloud.inbox.read("fay@example.org")).toMatchObject([
    { kind: "email", subject: "Hello", body: expect.stringMatching(/^Use \d{6}$/) },
  ]);
  expect(events()[0]).toMatchObject({ triggerSource: "CustomMessage_SignUp" });
});

test("a trigger that does not answer within five seconds is tried three times", async () => {
  const { ClientId, events } = await aTrigger(
    "await new Promise((done) => { setTimeout(done, 600_000); });",
    (PreSignUp) => ({ PreSignUp }),
  );
  const outcome = signUp(ClientId, "slow").then(
    () => "in",
    (error: unknown) => error,
  );
  for (const tries of [1, 2, 3]) {
    await expect.poll(() => events().length, { timeout: 20_000 }).toBe(tries);
    await local.cloud.clock.advance(5000);
  }
  expect(await outcome).toMatchObject({
    name: "UserLambdaValidationException",
    message: "PreSignUp failed with error Socket timeout while invoking Lambda function.",
  });
});
