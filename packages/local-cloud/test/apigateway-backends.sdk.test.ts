import { createServer } from "node:http";
import { APIGatewayClient } from "@aws-sdk/client-api-gateway";
import { CreateEventBusCommand, EventBridgeClient } from "@aws-sdk/client-eventbridge";
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  SFNClient,
} from "@aws-sdk/client-sfn";
import { CreateTopicCommand, SNSClient, SubscribeCommand } from "@aws-sdk/client-sns";
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { apigateway } from "../src/services/apigateway/index.ts";
import { events } from "../src/services/events/index.ts";
import { sns } from "../src/services/sns/index.ts";
import { sqs } from "../src/services/sqs/index.ts";
import { stepfunctions } from "../src/services/stepfunctions/index.ts";
import { startTestCloud, type TestCloud } from "../src/testing.ts";
import { LAMBDA_PLUGINS } from "./lambda-fixtures.ts";
import { answerOf, serve, type MethodSketch } from "./rest-api-fixtures.ts";

const ROLE = "arn:aws:iam::000000000000:role/gateway";
const JSON_TYPE = { "content-type": "application/json" };

let cloud: TestCloud;
let apis: APIGatewayClient;

beforeAll(async () => {
  const plugins = [apigateway, events, sns, sqs, stepfunctions, ...LAMBDA_PLUGINS];
  cloud = await startTestCloud({ keep: true, plugins });
  apis = cloud.client(APIGatewayClient);
});
afterAll(() => cloud.stop());

const served = (methods: readonly MethodSketch[], variables: Record<string, string> = {}) =>
  serve(apis, cloud.endpoint, { methods, variables });

describe("AWS services", () => {
  test("are called by action, as their JSON protocol has it", async () => {
    await cloud.client(EventBridgeClient).send(new CreateEventBusCommand({ Name: "clients" }));
    const url = await served([
      {
        responses: [{ statusCode: "200" }, { statusCode: "400" }],
        integration: {
          type: "AWS",
          uri: "arn:aws:apigateway:eu-west-1:events:action/PutEvents",
          credentials: ROLE,
          passthroughBehavior: "WHEN_NO_TEMPLATES",
          requestTemplates: {
            "application/json":
              '{"Entries":[{"Source":"app","DetailType":"t","Detail":"$util.escapeJavaScript($input.json(\'$\'))","EventBusName":"$input.params(\'bus\')"}]}',
          },
        },
        integrationResponses: [
          {
            statusCode: "200",
            responseTemplates: {
              "application/json": '{"failed":$input.path("$.FailedEntryCount")}',
            },
          },
          { statusCode: "400", selectionPattern: "4\\d\\d" },
        ],
      },
    ]);
    const post = async (query: string, headers = JSON_TYPE) =>
      answerOf(await fetch(url + query, { method: "POST", headers, body: '{"a":1}' }));
    expect(await post("?bus=clients")).toMatchObject({ status: 200, body: '{"failed":0}' });
    expect(await post("?bus=%22")).toMatchObject({ status: 400 });
    expect(await post("?bus=clients", { "content-type": "text/plain" })).toEqual({
      status: 415,
      type: "application/json",
      error: "UnsupportedMediaTypeException",
      body: '{"message":"Unsupported Media Type"}',
    });
  });

  test("are called by path, as SQS's older protocol has it", async () => {
    const sqsClient = cloud.client(SQSClient);
    const { QueueUrl } = await sqsClient.send(new CreateQueueCommand({ QueueName: "orders" }));
    const url = await served([
      {
        integration: {
          type: "AWS",
          uri: "arn:aws:apigateway:eu-west-1:sqs:path/000000000000/orders",
          credentials: ROLE,
          requestParameters: {
            "integration.request.header.Content-Type": "'application/x-www-form-urlencoded'",
          },
          requestTemplates: {
            "application/json": "Action=SendMessage&MessageBody=$util.urlEncode($input.body)",
          },
        },
        integrationResponses: [{ responseTemplates: { "application/json": '{"sent":true}' } }],
      },
    ]);
    const body = '{"a":"b & c"}';
    const response = await fetch(url, { method: "POST", headers: JSON_TYPE, body });
    expect(await response.text()).toBe('{"sent":true}');
    const { Messages } = await sqsClient.send(new ReceiveMessageCommand({ QueueUrl }));
    expect(Messages?.map(({ Body }) => Body)).toEqual([body]);
  });

  test("start a workflow with the body as its input", async () => {
    const states = cloud.client(SFNClient);
    const definition = JSON.stringify({ StartAt: "Done", States: { Done: { Type: "Succeed" } } });
    const { stateMachineArn } = await states.send(
      new CreateStateMachineCommand({ name: "saga", definition, roleArn: ROLE }),
    );
    const url = await served([
      {
        integration: {
          type: "AWS",
          uri: "arn:aws:apigateway:eu-west-1:states:action/StartExecution",
          credentials: ROLE,
          requestTemplates: {
            "application/json": `{"stateMachineArn":"${stateMachineArn}","input":"$util.escapeJavaScript($input.json('$')).replaceAll("\\\\'","'")"}`,
          },
        },
        integrationResponses: [{ statusCode: "200" }],
      },
    ]);
    const body = JSON.stringify({ ItemId: "ITEM001", CustomerId: "ABC/002", Note: "it's" });
    const response = await fetch(url, { method: "POST", headers: JSON_TYPE, body });
    expect(response.status).toBe(200);
    const { executionArn } = (await response.json()) as { executionArn: string };
    const { input } = await states.send(new DescribeExecutionCommand({ executionArn }));
    expect(input).toBe(body);
  });

  test("are called by action in the query, as the older protocols have it", async () => {
    const queues = cloud.client(SQSClient);
    const topics = cloud.client(SNSClient);
    const { QueueUrl } = await queues.send(new CreateQueueCommand({ QueueName: "news" }));
    const { TopicArn } = await topics.send(new CreateTopicCommand({ Name: "news" }));
    await topics.send(
      new SubscribeCommand({
        TopicArn,
        Protocol: "sqs",
        Endpoint: "arn:aws:sqs:eu-west-1:000000000000:news",
        Attributes: { RawMessageDelivery: "true" },
      }),
    );
    const url = await served([
      {
        method: { requestParameters: { "method.request.querystring.m": true } },
        integration: {
          type: "AWS",
          uri: "arn:aws:apigateway:eu-west-1:sns:action/Publish",
          credentials: ROLE,
          requestParameters: {
            "integration.request.querystring.Message": "method.request.querystring.m",
            "integration.request.querystring.TopicArn": `'${TopicArn}'`,
          },
        },
        integrationResponses: [{ responseTemplates: { "application/json": "sent" } }],
      },
    ]);
    expect(await (await fetch(`${url}?m=hello`, { method: "POST" })).text()).toBe("sent");
    await expect
      .poll(async () => {
        const { Messages } = await queues.send(new ReceiveMessageCommand({ QueueUrl }));
        return Messages?.[0]?.Body;
      })
      .toBe("hello");
  });
});

describe("HTTP backends", () => {
  const backend = createServer((request, response) => {
    response.writeHead(request.url?.startsWith("/bad") === true ? 503 : 200, { "x-back": "b" });
    response.end(`${request.method} ${request.url} ${String(request.headers["x-who"])}`);
  });
  let origin = "";
  beforeAll(async () => {
    await new Promise<void>((resolve) => {
      backend.listen(0, "127.0.0.1", resolve);
    });
    const address = backend.address();
    origin = `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}`;
  });
  afterAll(() => backend.close());

  test("on this machine are passed the request, or what is mapped of it", async () => {
    const url = await served(
      [
        {
          path: "/raw/{proxy+}",
          method: { requestParameters: { "method.request.path.proxy": true } },
          integration: {
            type: "HTTP_PROXY",
            integrationHttpMethod: "ANY",
            uri: `${origin}/{proxy}`,
            requestParameters: { "integration.request.path.proxy": "method.request.path.proxy" },
          },
        },
        {
          path: "/mapped",
          responses: [
            { statusCode: "200", responseParameters: { "method.response.header.X-Front": false } },
            { statusCode: "502" },
          ],
          integration: {
            type: "HTTP",
            integrationHttpMethod: "GET",
            uri: `${origin}/bad`,
            requestParameters: { "integration.request.header.X-Who": "stageVariables.colour" },
          },
          integrationResponses: [
            { statusCode: "200" },
            { statusCode: "502", selectionPattern: String.raw`5\d\d` },
          ],
        },
      ],
      { colour: "red" },
    );
    const raw = await fetch(`${url}/raw/a/b?x=1`, { method: "POST", headers: { "x-who": "me" } });
    expect(raw.headers.get("x-back")).toBe("b");
    expect(await raw.text()).toBe("POST /a/b?x=1 me");
    const mapped = await fetch(`${url}/mapped`, { method: "POST" });
    expect(mapped.status).toBe(502);
    expect(await mapped.text()).toBe("GET /bad red");
  });

  test("elsewhere are not called, and one that is gone is a gateway that times out", async () => {
    const url = await served([
      { path: "/away", integration: { type: "HTTP_PROXY", uri: "https://example.com/" } },
      { path: "/gone", integration: { type: "HTTP_PROXY", uri: "http://127.0.0.1:9/" } },
    ]);
    const away = await fetch(`${url}/away`, { method: "POST" });
    expect(away.status).toBe(501);
    expect(await answerOf(await fetch(`${url}/gone`, { method: "POST" }))).toMatchObject({
      status: 504,
      body: '{"message":"Network error communicating with endpoint"}',
    });
  });
});
