import {
  APIGatewayClient,
  GetUsagePlansCommand,
  UpdateUsagePlanCommand,
} from "@aws-sdk/client-api-gateway";
import {
  ConfirmForgotPasswordCommand,
  ConfirmSignUpCommand,
  CreateUserPoolClientCommand,
  CreateUserPoolCommand,
  ForgotPasswordCommand,
  GetUserCommand,
  InitiateAuthCommand,
  SignUpCommand,
  UpdateUserAttributesCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { CloudWatchLogsClient, FilterLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import {
  GetFunctionConfigurationCommand,
  LambdaClient,
  UpdateFunctionConfigurationCommand,
} from "@aws-sdk/client-lambda";
import fc from "fast-check";
import { decodeJwt, type JWK } from "jose";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import * as z from "zod";
import { newCredentials, post, signIn, signUp, type Answer } from "../tools/client.ts";
import { laneOf } from "../src/domain/lane.ts";
import { hostileTokens } from "./tokens.ts";
import { openWorld, type World } from "./world.ts";

let world: World;
let token: string;

beforeAll(async () => {
  world = await openWorld();
  token = await world.newToken();
}, 120_000);
afterAll(() => world?.cloud.stop());

const SHOPPING = { eventType: "shopping", schemaVersion: 1, data: { itemSku: 1 } };
const LANES = 8; // of the template, unless told
const GOOD = JSON.stringify({ entries: [{ entry: JSON.stringify(SHOPPING) }] });

function call(body: string, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
  return post(world.outputs.ApiUrl, body, { authorization: token, ...headers });
}

/** How many calls of PutEvents there have been. */
function published(): number {
  return world.cloud.counts()["events:PutEvents"] ?? 0;
}

const Refusal = z.strictObject({ code: z.string(), message: z.string(), requestId: z.string() });

describe("a body", () => {
  const entry = { entry: "{}" };
  test.each([
    ["an empty object", {}],
    ["no entries", { entries: [] }],
    ["eleven entries", { entries: Array.from({ length: 11 }, () => entry) }],
    ["an entry that is an object", { entries: [{ entry: {} }] }],
    ["an entry that is a number", { entries: [{ entry: 7 }] }],
    ["an entry that is null", { entries: [{ entry: null }] }],
    ["an entry without its text", { entries: [{}] }],
    ["an empty text", { entries: [{ entry: "" }] }],
    ["one character too many", { entries: [{ entry: "x".repeat(24_001) }] }],
    ["a client of its own", { entries: [entry], clientId: "somebody" }],
    ["a source of its own", { entries: [{ ...entry, Source: "aws.s3" }] }],
    ["a list", [entry]],
    ["null", null],
  ])("with %s is refused before anything is published", async (_what, body) => {
    const before = published();
    const { status, body: refusal } = await call(JSON.stringify(body));
    expect(status).toBe(400);
    expect(Refusal.parse(refusal).code).toBe("BAD_REQUEST_BODY");
    expect(published()).toBe(before);
  });

  test.each(["", "{", "entries=1", '{"entries":[{"entry":"{}"}]'])(
    "that is no JSON is refused: %j",
    async (body) => {
      expect((await call(body)).status).toBe(400);
    },
  );

  test.each(["text/plain", "application/xml", "application/x-www-form-urlencoded", "text/json"])(
    "called %s is not taken, whatever it is",
    async (type) => {
      const before = published();
      const { status, body } = await call(GOOD, { "content-type": type });
      expect([status, Refusal.parse(body).code]).toEqual([415, "UNSUPPORTED_MEDIA_TYPE"]);
      expect(published()).toBe(before);
    },
  );

  test("may name its character set", async () => {
    const { status } = await call(GOOD, { "content-type": "application/json; charset=utf-8" });
    expect(status).toBe(200);
  });

  test("is published whole when it is the largest that passes", async () => {
    const envelope = JSON.stringify({ ...SHOPPING, note: "" }).length;
    const text = JSON.stringify({ ...SHOPPING, note: "漢".repeat(24_000 - envelope) });
    const answer = await call(
      JSON.stringify({ entries: Array.from({ length: 10 }, () => ({ entry: text })) }),
    );
    expect([answer.status, answer.body]).toMatchObject([200, { accepted: 10 }]);
  });
});

describe("EventBridge", () => {
  test.each([
    ["throttles", "throttle", 503, "Throttled"],
    ["fails", "error", 502, "NotPublished"],
  ] as const)("that %s is never a 200", async (_what, fault, status, code) => {
    const { chaos } = world.cloud.cloud;
    chaos.set([{ service: "events", operation: "PutEvents", fault }]);
    const answer = await call(GOOD).finally(() => chaos.set([]));
    expect([answer.status, Refusal.parse(answer.body).code]).toEqual([status, code]);
  });
});

async function idToken(): Promise<string> {
  const credentials = newCredentials();
  await signUp(world.cognito, world.outputs, credentials);
  const { AuthenticationResult } = await world.cognito.send(
    new InitiateAuthCommand({
      ClientId: world.outputs.AppClientId,
      AuthFlow: "USER_PASSWORD_AUTH",
      AuthParameters: { USERNAME: credentials.userName, PASSWORD: credentials.password },
    }),
  );
  return AuthenticationResult?.IdToken ?? "";
}

async function appClientOf(UserPoolId: string): Promise<string> {
  const { UserPoolClient } = await world.cognito.send(
    new CreateUserPoolClientCommand({
      UserPoolId,
      ClientName: "other",
      ExplicitAuthFlows: ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
    }),
  );
  return UserPoolClient?.ClientId ?? "";
}

async function tokenOf(UserPoolId: string): Promise<string> {
  const pool = { UserPoolId, AppClientId: await appClientOf(UserPoolId) };
  const credentials = newCredentials();
  await signUp(world.cognito, pool, credentials);
  return signIn(world.cognito, pool, credentials);
}

const tokenOfOtherClient = (): Promise<string> => tokenOf(world.outputs.UserPoolId);

async function tokenOfOtherPool(): Promise<string> {
  const { UserPool } = await world.cognito.send(new CreateUserPoolCommand({ PoolName: "other" }));
  return tokenOf(UserPool?.Id ?? "");
}

describe("a token", () => {
  test("that lies is refused, and nothing is published", async () => {
    const before = published();
    const jwks = await fetch(`${decodeJwt(token).iss}/.well-known/jwks.json`);
    const { keys } = (await jwks.json()) as { keys: JWK[] };
    const hostile = await hostileTokens(token, { claims: decodeJwt(token), known: keys[0] ?? {} });
    const others = [
      { name: "an id token", token: await idToken() },
      { name: "of another app client", token: await tokenOfOtherClient() },
      { name: "of another pool", token: await tokenOfOtherPool() },
    ];
    const verdicts: unknown[] = [];
    for (const { name, token: lie } of [...hostile, ...others]) {
      const { status, body } = await call(GOOD, { authorization: lie });
      if (status !== 401 || Refusal.parse(body).code !== "UNAUTHORIZED") {
        verdicts.push([name, status, body]);
      }
    }
    expect(verdicts).toEqual([]);
    expect(published()).toBe(before);
  });

  test("has to be there", async () => {
    const before = published();
    for (const headers of [{}, { authorization: "" }, { "x-api-key": "anything" }]) {
      const answer = await fetch(`${world.outputs.ApiUrl}/event`, {
        method: "POST",
        body: GOOD,
        headers: { "content-type": "application/json", ...headers },
      });
      expect(answer.status).toBe(401);
    }
    expect(published()).toBe(before);
  });

  test.each(["Bearer", "bearer"])("may come after %s", async (scheme) => {
    expect((await call(GOOD, { authorization: `${scheme} ${token}` })).status).toBe(200);
  });
});

const claim = (accessToken: string): unknown => decodeJwt(accessToken)["clientId"];

describe("the id of a client", () => {
  test("is in the access token, and the same at every sign-in and after a forgotten password", async () => {
    const credentials = newCredentials();
    const { userName, password } = credentials;
    const { AppClientId: ClientId } = world.outputs;
    await world.cognito.send(
      new SignUpCommand({
        ClientId,
        Username: userName,
        Password: password,
        UserAttributes: [{ Name: "email", Value: `${userName}@example.com` }],
      }),
    );
    const codeOf = (nth: number): string => {
      const mails = world.cloud.cloud.inbox.read(`${userName}@example.com`);
      return /\b\d{6}\b/u.exec(mails[nth]?.body ?? "")?.[0] ?? "";
    };
    const confirm = { ClientId, Username: userName, ConfirmationCode: codeOf(0) };
    await world.cognito.send(new ConfirmSignUpCommand(confirm));
    const first = claim(await signIn(world.cognito, world.outputs, credentials));
    expect(first).toMatch(/^[0-9a-f-]{36}$/u);

    await world.cognito.send(new ForgotPasswordCommand({ ClientId, Username: userName }));
    const next = newCredentials().password;
    const reset = { ClientId, Username: userName, ConfirmationCode: codeOf(1), Password: next };
    await world.cognito.send(new ConfirmForgotPasswordCommand(reset));
    const again = await signIn(world.cognito, world.outputs, { userName, password: next });
    expect(claim(again)).toBe(first);
    const { UserAttributes } = await world.cognito.send(new GetUserCommand({ AccessToken: again }));
    expect(UserAttributes).toContainEqual({ Name: "custom:clientId", Value: first });
  });

  test("cannot be chosen at sign-up, nor changed by its user", async () => {
    const attribute = { Name: "custom:clientId", Value: "somebody-else" };
    const { userName, password } = newCredentials();
    const email = { Name: "email", Value: `${userName}@example.com` };
    const refused = { name: "NotAuthorizedException" };
    await expect(
      world.cognito.send(
        new SignUpCommand({
          ClientId: world.outputs.AppClientId,
          Username: userName,
          Password: password,
          UserAttributes: [email, attribute],
        }),
      ),
    ).rejects.toMatchObject(refused);
    const change = { AccessToken: token, UserAttributes: [attribute] };
    await expect(world.cognito.send(new UpdateUserAttributesCommand(change))).rejects.toMatchObject(
      refused,
    );
  });
});

const searching = (searchTerm: string, n: number) => ({
  eventType: "searching",
  schemaVersion: 1,
  data: { searchTerm },
  n,
});

test("every text arrives as it was sent", async () => {
  const HOSTILE = [
    "o'neill's \"best\" \\ \\' \\\\'",
    "line\r\n\u2028\u2029\u0000\u001f end",
    "${x} $x $!x #set($x = 1) #foreach #end ## #* *# #[[ ]]#",
    "$util.escapeJavaScript('x') $input.body $context.authorizer.clientId",
    "<aws.events.event> <eventId> States.Format('{}') $.x",
    "🎲 würfel 漢字 \uD83D\uDE00 e\u0301",
    '</script>,"Source":"aws.s3"}, {',
  ];
  const texts = [
    ...HOSTILE,
    ...fc.sample(fc.string({ unit: "binary-ascii", maxLength: 60 }), { numRuns: 40, seed: 11 }),
    ...fc.sample(fc.string({ unit: "binary", maxLength: 60 }), { numRuns: 63, seed: 12 }),
  ].map((text) => text.toWellFormed());
  for (let at = 0; at < texts.length; at += 10) {
    const wave = texts.slice(at, at + 10).map((text, n) => searching(text, at + n));
    const { status, body } = await world.send(token, wave);
    expect([status, status === 200 ? undefined : body]).toEqual([200, undefined]);
  }
  const store = await world.untilStored("all texts", (found) => {
    return (found.get("searching/1") ?? []).length >= texts.length;
  });
  const stored = (store.get("searching/1") ?? []).map(
    (line) => (JSON.parse(line) as { detail: { n: number; data: { searchTerm: string } } }).detail,
  );
  const byNumber = new Map(stored.map(({ n, data }) => [n, data.searchTerm]));
  expect(texts.map((_, n) => byNumber.get(n))).toEqual(texts);
});

test("the access log says who called and how it went, and nothing of what was sent", async () => {
  await call(GOOD);
  const logs = world.cloud.client(CloudWatchLogsClient);
  const logGroupName = "/aws/apigateway/client-events-test";
  const lines = await world.until("the log", async () => {
    const { events = [] } = await logs.send(new FilterLogEventsCommand({ logGroupName }));
    const parsed = events.map(({ message = "" }) => JSON.parse(message) as Record<string, unknown>);
    return parsed.some(({ status }) => status === "200") ? parsed : undefined;
  });
  expect(lines.find(({ status }) => status === "200")).toMatchObject({
    method: "POST",
    path: "/event",
    clientId: decodeJwt(token)["clientId"],
    integrationStatus: "200",
  });
  const text = JSON.stringify(lines);
  expect(text).not.toContain("itemSku");
  expect(text).not.toContain(token.slice(-40));
});

function laneOfToken(accessToken: string): number {
  return laneOf(String(claim(accessToken)), LANES);
}

/** Makes lanes so narrow that it does not matter how fast this machine is. */
async function narrowLanes(): Promise<void> {
  const apis = world.cloud.client(APIGatewayClient);
  const { items: [plan] = [] } = await apis.send(new GetUsagePlansCommand({}));
  const patchOperations = [
    { op: "replace" as const, path: "/throttle/rateLimit", value: "0.01" },
    { op: "replace" as const, path: "/throttle/burstLimit", value: "3" },
  ];
  await apis.send(new UpdateUsagePlanCommand({ usagePlanId: plan?.id, patchOperations }));
}

/** A token of a client whose lane is another one than that of `token`. */
async function tokenOfOtherLane(): Promise<string> {
  for (;;) {
    const other = await world.newToken();
    if (laneOfToken(other) !== laneOfToken(token)) return other;
  }
}

describe("a client who sends without end", () => {
  test("is told to wait, and holds up nobody in another lane", async () => {
    const other = await tokenOfOtherLane();
    await narrowLanes();
    const answers: Answer[] = [];
    for (let n = 0; n < 8; n += 1) answers.push(await call(GOOD));
    const refused = answers.filter(({ status }) => status === 429);
    expect(refused.length).toBeGreaterThanOrEqual(4);
    expect(refused[0]?.headers.get("retry-after")).toBe("1");
    expect(Refusal.parse(refused[0]?.body).code).toBe("THROTTLED");
    expect((await call(GOOD, { authorization: other })).status).toBe(200);
  });
});

test("keys that cannot be read make no caller a stranger: 503, and later again", async () => {
  const lambda = world.cloud.client(LambdaClient);
  const FunctionName = "client-events-test-authorizeClient";
  const { Environment } = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName }));
  const Variables = { ...Environment?.Variables, TOKEN_ISSUER: "http://127.0.0.1:1/pool" };
  await lambda.send(
    new UpdateFunctionConfigurationCommand({ FunctionName, Environment: { Variables } }),
  );
  const fresh = await world.newToken();
  const { status, headers, body } = await call(GOOD, { authorization: fresh });
  expect([status, Refusal.parse(body).code]).toEqual([503, "AUTHORIZER_FAILURE"]);
  expect(headers.get("retry-after")).toBe("5");
});
