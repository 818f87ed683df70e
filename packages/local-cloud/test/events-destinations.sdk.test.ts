import { randomUUID } from "node:crypto";
import {
  CreateApiDestinationCommand,
  CreateConnectionCommand,
  DeauthorizeConnectionCommand,
  DeleteApiDestinationCommand,
  DeleteConnectionCommand,
  DescribeApiDestinationCommand,
  DescribeConnectionCommand,
  EventBridgeClient,
  ListApiDestinationsCommand,
  ListConnectionsCommand,
  PutEventsCommand,
  PutRuleCommand,
  PutTargetsCommand,
  UpdateApiDestinationCommand,
  UpdateConnectionCommand,
  type CreateApiDestinationCommandInput,
  type CreateConnectionCommandInput,
  type Target,
} from "@aws-sdk/client-eventbridge";
import { GetSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createClock, type AdjustableClock } from "../src/clock.ts";
import { events as eventsPlugin } from "../src/services/events/index.ts";
import { secretsmanager as secretsPlugin } from "../src/services/secretsmanager/index.ts";
import { sqs as sqsPlugin } from "../src/services/sqs/index.ts";
import { startTestCloud, type TestCloud } from "../src/testing.ts";
import { startSink } from "./http-sink.ts";

const NOON = Date.UTC(2026, 0, 15, 12);
const RoleArn = "arn:aws:iam::000000000000:role/caller";
const BASIC: Partial<CreateConnectionCommandInput> = {
  AuthorizationType: "BASIC",
  AuthParameters: { BasicAuthParameters: { Username: "ann", Password: "secret" } },
};

let local: TestCloud;
let clock: AdjustableClock;
let events: EventBridgeClient;
let sqs: SQSClient;
let secrets: SecretsManagerClient;

beforeAll(async () => {
  clock = createClock({ pace: "manual", startMs: NOON });
  const plugins = [sqsPlugin, secretsPlugin, eventsPlugin];
  local = await startTestCloud({ plugins, clock, keep: true });
  events = local.client(EventBridgeClient);
  sqs = local.client(SQSClient);
  secrets = local.client(SecretsManagerClient);
});
afterAll(() => local.stop());

async function aConnection(over: Partial<CreateConnectionCommandInput> = BASIC) {
  const Name = `c-${randomUUID().slice(0, 8)}`;
  const input = { Name, ...BASIC, ...over } as CreateConnectionCommandInput;
  const { ConnectionArn = "" } = await events.send(new CreateConnectionCommand(input));
  return { Name, ConnectionArn };
}

async function aDestination(over: Partial<CreateApiDestinationCommandInput>) {
  const Name = `d-${randomUUID().slice(0, 8)}`;
  const ConnectionArn = over.ConnectionArn ?? (await aConnection()).ConnectionArn;
  const InvocationEndpoint = "https://api.example.com/tickets";
  const input = { Name, InvocationEndpoint, HttpMethod: "POST" as const, ...over, ConnectionArn };
  const { ApiDestinationArn = "" } = await events.send(new CreateApiDestinationCommand(input));
  return { Name, Arn: ApiDestinationArn, ConnectionArn };
}

/** A rule for a source of its own with the destination as its target, and a dead-letter queue. */
async function aRule(Arn: string, target: Partial<Target> = {}) {
  const Rule = `r-${randomUUID()}`;
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: Rule }));
  await events.send(new PutRuleCommand({ Name: Rule, EventPattern: `{"source":["${Rule}"]}` }));
  const DeadLetterConfig = { Arn: `arn:aws:sqs:eu-west-1:000000000000:${Rule}` };
  const Targets = [{ Id: "d", Arn, RoleArn, DeadLetterConfig, ...target }];
  await events.send(new PutTargetsCommand({ Rule, Targets }));
  const put = async (...details: object[]) => {
    const Entries = details.map((detail) => ({
      Source: Rule,
      DetailType: "placed",
      Detail: JSON.stringify(detail),
    }));
    await events.send(new PutEventsCommand({ Entries }));
    await local.cloud.deliveries.idle();
  };
  return { put, dead: () => deadLetters(QueueUrl!) };
}

async function deadLetters(QueueUrl: string) {
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({ QueueUrl, MessageAttributeNames: ["All"] }),
  );
  return Messages.map(({ MessageAttributes = {} }) =>
    Object.fromEntries(
      Object.entries(MessageAttributes).map(([name, { StringValue }]) => [name, StringValue]),
    ),
  );
}

async function advance(ms: number): Promise<void> {
  await clock.advance(ms);
  await local.cloud.deliveries.idle();
}

describe("a connection", () => {
  test("keeps its secrets in Secrets Manager and shows none of them", async () => {
    const parameter = { Key: "shape", Value: "round", IsValueSecret: false };
    const hidden = { Key: "token", Value: "hidden", IsValueSecret: true };
    const { Name, ConnectionArn } = await aConnection({
      AuthorizationType: "API_KEY",
      AuthParameters: {
        ApiKeyAuthParameters: { ApiKeyName: "x-api-key", ApiKeyValue: "key" },
        InvocationHttpParameters: { HeaderParameters: [parameter, hidden] },
      },
    });
    const shown = await events.send(new DescribeConnectionCommand({ Name }));
    expect(shown).toMatchObject({
      ConnectionArn,
      ConnectionState: "AUTHORIZED",
      AuthorizationType: "API_KEY",
      AuthParameters: {
        ApiKeyAuthParameters: { ApiKeyName: "x-api-key" },
        InvocationHttpParameters: {
          HeaderParameters: [parameter, { Key: "token", IsValueSecret: true }],
        },
      },
    });
    expect(JSON.stringify(shown)).not.toContain("hidden");
    const id = ConnectionArn.split("/").at(-1);
    expect(shown.SecretArn).toContain(`:secret:events!connection/${Name}/${id}-`);
    const { SecretString = "" } = await secrets.send(
      new GetSecretValueCommand({ SecretId: shown.SecretArn }),
    );
    expect(JSON.parse(SecretString)).toMatchObject({
      api_key_name: "x-api-key",
      api_key_value: "key",
    });
  });

  test("takes another password, loses its secret when deauthorized, and goes", async () => {
    const { Name } = await aConnection();
    const AuthParameters = { BasicAuthParameters: { Username: "bob", Password: "new" } };
    await events.send(new UpdateConnectionCommand({ Name, AuthParameters, Description: "d" }));
    const { SecretArn } = await events.send(new DescribeConnectionCommand({ Name }));
    const { SecretString } = await secrets.send(new GetSecretValueCommand({ SecretId: SecretArn }));
    expect(SecretString).toBe('{"username":"bob","password":"new"}');

    await events.send(new DeauthorizeConnectionCommand({ Name }));
    const { Connections } = await events.send(new ListConnectionsCommand({ NamePrefix: Name }));
    expect(Connections).toMatchObject([{ Name, ConnectionState: "DEAUTHORIZED" }]);
    const gone = secrets.send(new GetSecretValueCommand({ SecretId: SecretArn }));
    await expect(gone).rejects.toMatchObject({ name: "ResourceNotFoundException" });

    await events.send(new UpdateConnectionCommand({ Name, AuthParameters }));
    const { ConnectionState } = await events.send(new DescribeConnectionCommand({ Name }));
    expect(ConnectionState).toBe("AUTHORIZED");
    await events.send(new DeleteConnectionCommand({ Name }));
    const after = events.send(new DescribeConnectionCommand({ Name }));
    await expect(after).rejects.toMatchObject({ name: "ResourceNotFoundException" });
  });

  test.each([
    { Name: "a/b" },
    { AuthorizationType: "API_KEY" as const },
    { AuthParameters: {} },
    { AuthParameters: { ApiKeyAuthParameters: { ApiKeyName: "a", ApiKeyValue: "b" } } },
  ])("is refused with %o", async (over) => {
    await expect(aConnection(over)).rejects.toMatchObject({ name: "ValidationException" });
  });
});

describe("an API destination", () => {
  test("is described, listed, changed and deleted", async () => {
    const { Name, Arn, ConnectionArn } = await aDestination({ Description: "first" });
    const change = { Name, HttpMethod: "PUT" as const, InvocationRateLimitPerSecond: 5 };
    await events.send(new UpdateApiDestinationCommand(change));
    const shown = await events.send(new DescribeApiDestinationCommand({ Name }));
    expect(shown).toMatchObject({
      ApiDestinationArn: Arn,
      ApiDestinationState: "ACTIVE",
      ConnectionArn,
      Description: "first",
      HttpMethod: "PUT",
      InvocationEndpoint: "https://api.example.com/tickets",
      InvocationRateLimitPerSecond: 5,
    });
    const { ApiDestinations } = await events.send(
      new ListApiDestinationsCommand({ ConnectionArn }),
    );
    expect(ApiDestinations).toMatchObject([{ Name }]);
    await events.send(new DeleteApiDestinationCommand({ Name }));
    const after = events.send(new DescribeApiDestinationCommand({ Name }));
    await expect(after).rejects.toMatchObject({ name: "ResourceNotFoundException" });
  });

  test.each([
    ["http://api.example.com/", "ValidationException"],
    ["ftp://localhost/", "ValidationException"],
    ["nonsense", "ValidationException"],
    ["https://*.example.com/", "ValidationException"],
  ])("is refused with the endpoint %s", async (InvocationEndpoint, name) => {
    await expect(aDestination({ InvocationEndpoint })).rejects.toMatchObject({ name });
  });

  test("needs a role of its target, and a connection that is there", async () => {
    const { Arn } = await aDestination({});
    const target = { RoleArn: undefined };
    await expect(aRule(Arn, target)).rejects.toThrow(`RoleArn is required for target ${Arn}.`);
    const none = "arn:aws:events:eu-west-1:000000000000:connection/none/1";
    await expect(aDestination({ ConnectionArn: none })).rejects.toMatchObject({
      name: "ResourceNotFoundException",
    });
  });
});

describe("an event for an API destination", () => {
  test("lands in the inbox when the endpoint is not on this machine, without its secrets", async () => {
    const { Arn } = await aDestination({ InvocationEndpoint: "https://help.example.com/*/new" });
    const { put, dead } = await aRule(Arn, {
      HttpParameters: { PathParameterValues: ["$.detail.kind"], HeaderParameters: { "X-A": "1" } },
      InputTransformer: { InputPathsMap: { n: "$.detail.n" }, InputTemplate: '{"ticket":<n>}' },
    });
    await put({ kind: "gift", n: 7 });
    expect(local.cloud.inbox.read("https://help.example.com/gift/new")).toMatchObject([
      {
        kind: "http",
        subject: "POST https://help.example.com/gift/new",
        body: '{"ticket":7}',
        headers: { Authorization: "Basic ***", "X-A": "1" },
      },
    ]);
    expect(await dead()).toEqual([]);
  });

  test("is sent to an endpoint on this machine with AWS's headers", async () => {
    const sink = await startSink();
    const { Arn } = await aDestination({ InvocationEndpoint: `${sink.endpoint}/in` });
    const { put } = await aRule(Arn, { HttpParameters: { QueryStringParameters: { a: "b" } } });
    await put({ n: 1 });
    expect(sink.requests).toMatchObject([
      {
        method: "POST",
        url: "/in?a=b",
        headers: {
          "user-agent": "Amazon/EventBridge/ApiDestinations",
          "content-type": "application/json; charset=utf-8",
          authorization: `Basic ${Buffer.from("ann:secret").toString("base64")}`,
        },
      },
    ]);
    expect(JSON.parse(sink.requests[0]!.body)).toMatchObject({ detail: { n: 1 } });
  });

  test.each([400, 404, 302])("goes to the dead letters at once after %i", async (status) => {
    const sink = await startSink(() => ({ status }));
    const { Arn } = await aDestination({ InvocationEndpoint: sink.endpoint });
    const { put, dead } = await aRule(Arn);
    await put({});
    expect(sink.requests).toHaveLength(1);
    expect(await dead()).toMatchObject([
      { ERROR_CODE: "SDK_CLIENT_ERROR", RETRY_ATTEMPTS: "0", TARGET_ARN: Arn },
    ]);
  });

  test.each([
    [401, "SDK_CLIENT_ERROR"],
    [409, "SDK_CLIENT_ERROR"],
    [429, "THROTTLING"],
    [503, "ERROR_FROM_TARGET"],
  ])("is tried again after %i until its retries are used up", async (status, ERROR_CODE) => {
    const sink = await startSink(() => ({ status }));
    const { Arn } = await aDestination({ InvocationEndpoint: sink.endpoint });
    const { put, dead } = await aRule(Arn, { RetryPolicy: { MaximumRetryAttempts: 2 } });
    await put({});
    for (let tries = 0; tries < 3; tries += 1) await advance(10_000);
    expect(sink.requests).toHaveLength(3);
    expect(await dead()).toMatchObject([
      { ERROR_CODE, RETRY_ATTEMPTS: "2", EXHAUSTED_RETRY_CONDITION: "MaximumRetryAttempts" },
    ]);
  });

  test("waits as long as Retry-After says", async () => {
    const answers = [{ status: 429, headers: { "Retry-After": "60" } }, {}];
    const sink = await startSink(() => answers.shift() ?? {});
    const { Arn } = await aDestination({ InvocationEndpoint: sink.endpoint });
    const { put } = await aRule(Arn);
    await put({});
    await advance(59_000);
    expect(sink.requests).toHaveLength(1);
    await advance(1000);
    expect(sink.requests).toHaveLength(2);
  });

  test("waits for its second when the destination has had its calls", async () => {
    const sink = await startSink();
    const { Arn } = await aDestination({
      InvocationEndpoint: sink.endpoint,
      InvocationRateLimitPerSecond: 2,
    });
    const { put } = await aRule(Arn);
    await put({ n: 1 }, { n: 2 }, { n: 3 }, { n: 4 }, { n: 5 });
    expect(sink.requests).toHaveLength(2);
    await advance(1000);
    expect(sink.requests).toHaveLength(4);
    await advance(1000);
    expect(sink.requests).toHaveLength(5);
  });

  test("is given up for a deauthorized connection and for a destination that is gone", async () => {
    const connection = await aConnection();
    const { Arn, Name } = await aDestination({ ConnectionArn: connection.ConnectionArn });
    const { put, dead } = await aRule(Arn);
    await events.send(new DeauthorizeConnectionCommand({ Name: connection.Name }));
    await put({});
    expect(await dead()).toMatchObject([{ ERROR_CODE: "SDK_CLIENT_ERROR" }]);
    await events.send(new DeleteApiDestinationCommand({ Name }));
    await put({});
    expect(await dead()).toMatchObject([{ ERROR_CODE: "NO_RESOURCE" }]);
  });

  test("carries the token that the connection's authorization endpoint gives", async () => {
    let granted = 0;
    const issuer = await startSink(() => {
      granted += 1;
      return { body: `{"access_token":"t${granted}","expires_in":3600}` };
    });
    const sink = await startSink(({ headers }) => ({
      status: headers.authorization === "Bearer t1" ? 401 : 200,
    }));
    const { ConnectionArn } = await aConnection({
      AuthorizationType: "OAUTH_CLIENT_CREDENTIALS",
      AuthParameters: {
        OAuthParameters: {
          AuthorizationEndpoint: `${issuer.endpoint}/token`,
          HttpMethod: "POST",
          ClientParameters: { ClientID: "id", ClientSecret: "s3" },
        },
      },
    });
    const { Arn } = await aDestination({ ConnectionArn, InvocationEndpoint: sink.endpoint });
    const { put } = await aRule(Arn);
    await put({});
    await advance(2000);
    await put({});
    expect(sink.requests.map(({ headers }) => headers.authorization)).toEqual([
      "Bearer t1",
      "Bearer t2",
      "Bearer t2",
    ]);
    expect(issuer.requests.map(({ body }) => body)).toEqual(
      Array.from(
        { length: 2 },
        () => "grant_type=client_credentials&client_id=id&client_secret=s3",
      ),
    );
  });
});
