import {
  CloudFormationClient,
  CreateStackCommand,
  DeleteStackCommand,
  DescribeStacksCommand,
  ListStackResourcesCommand,
  UpdateStackCommand,
} from "@aws-sdk/client-cloudformation";
import {
  ApiGatewayV2Client,
  GetRoutesCommand,
  GetStageCommand,
} from "@aws-sdk/client-apigatewayv2";
import { CloudWatchClient, DescribeAlarmsCommand } from "@aws-sdk/client-cloudwatch";
import { CloudWatchLogsClient, DescribeLogGroupsCommand } from "@aws-sdk/client-cloudwatch-logs";
import {
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  DynamoDBClient,
} from "@aws-sdk/client-dynamodb";
import { EventBridgeClient, ListTargetsByRuleCommand } from "@aws-sdk/client-eventbridge";
import {
  GetFunctionConfigurationCommand,
  InvokeCommand,
  LambdaClient,
} from "@aws-sdk/client-lambda";
import { CreateBucketCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { DescribeStateMachineCommand, SFNClient } from "@aws-sdk/client-sfn";
import { ListSubscriptionsByTopicCommand, SNSClient } from "@aws-sdk/client-sns";
import { GetParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { zipSync } from "fflate";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestCloud, type TestCloud } from "../src/testing.ts";
import { aFullTemplate } from "./full-template.ts";
import { failureReason, settledStack } from "./stack-status.ts";

const STACK = "everything";

let local: TestCloud;
let client: CloudFormationClient;

beforeAll(async () => {
  local = await startTestCloud({ keep: true });
  client = local.client(CloudFormationClient);
  const files = local.client(S3Client);
  await files.send(new CreateBucketCommand({ Bucket: "artifacts" }));
  const source = "exports.handler = async () => ({ answer: process.env.ANSWER });";
  const zip = zipSync({ "index.js": new TextEncoder().encode(source) });
  await files.send(new PutObjectCommand({ Bucket: "artifacts", Key: "code.zip", Body: zip }));
});

afterAll(async () => local.stop());

async function outputs(): Promise<Record<string, string>> {
  const { Stacks } = await client.send(new DescribeStacksCommand({ StackName: STACK }));
  const entries = (Stacks?.[0]?.Outputs ?? []).map((output) => [
    output.OutputKey ?? "",
    output.OutputValue ?? "",
  ]);
  return Object.fromEntries(entries);
}

async function answerOf(FunctionName: string): Promise<unknown> {
  const { Payload } = await local.client(LambdaClient).send(new InvokeCommand({ FunctionName }));
  return JSON.parse(Payload?.transformToString() ?? "null");
}

test("every emulated type is created, with what Ref and GetAtt answer", async () => {
  const TemplateBody = aFullTemplate({ answer: "41", retentionDays: 7 });
  await client.send(
    new CreateStackCommand({ StackName: STACK, TemplateBody, Capabilities: ["CAPABILITY_IAM"] }),
  );
  const stack = await settledStack(client, STACK);
  expect(await failureReason(client, STACK)).toBeUndefined();
  expect(stack.StackStatus).toBe("CREATE_COMPLETE");

  const given = await outputs();
  expect(given).toMatchObject({
    TableArn: expect.stringMatching(/^arn:aws:dynamodb:eu-west-1:000000000000:table\/everything-/u),
    StreamArn: expect.stringContaining("/stream/"),
    LogsArn: expect.stringMatching(/:log-group:everything-Logs-\w+:\*$/u),
    VersionRef: expect.stringMatching(/:function:everything-Fn-\w+:1$/u),
    AliasRef: expect.stringMatching(/:live$/u),
    RuleRef: expect.stringMatching(/^everything-bus\|everything-Rule-/u),
    MachineName: expect.stringMatching(/^everything-Machine-/u),
    AlarmArn: expect.stringContaining(":alarm:everything-Alarm-"),
    ParameterValue: "7",
  });
  expect(await answerOf(given["FnName"] ?? "")).toEqual({ answer: "41" });
  expect(await answerOf(given["InlineName"] ?? "")).toBe("inline");
});

test("what the properties say has reached the services", async () => {
  const given = await outputs();
  const { targets, table, ttl, machine, subscriptions, stage, routes } = await inspect(given);
  expect(targets).toMatchObject([{ Id: "queue", InputPath: "$.detail" }]);
  expect(table).toMatchObject({
    GlobalSecondaryIndexes: [{ IndexName: "byOwner" }],
    BillingModeSummary: { BillingMode: "PAY_PER_REQUEST" },
  });
  expect(ttl).toMatchObject({ AttributeName: "expiresAt", TimeToLiveStatus: "ENABLED" });
  expect(JSON.parse(machine.definition ?? "")).toMatchObject({
    States: { Work: { Resource: expect.stringMatching(/:function:everything-Fn-/u) } },
  });
  expect(subscriptions).toMatchObject([{ Protocol: "sqs" }]);
  expect(stage).toMatchObject({ AutoDeploy: true, StageVariables: { colour: "red" } });
  expect(routes).toMatchObject([{ RouteKey: "GET /items" }]);
});

async function inspect(given: Record<string, string>) {
  const [bus = "", rule = ""] = (given["RuleRef"] ?? "").split("|");
  const byRule = { Rule: rule, EventBusName: bus };
  const TableName = given["TableName"] ?? "";
  const ApiId = given["ApiId"] ?? "";
  const events = await local.client(EventBridgeClient).send(new ListTargetsByRuleCommand(byRule));
  const tables = local.client(DynamoDBClient);
  const { Table } = await tables.send(new DescribeTableCommand({ TableName }));
  const ttl = await tables.send(new DescribeTimeToLiveCommand({ TableName }));
  const machine = await local
    .client(SFNClient)
    .send(new DescribeStateMachineCommand({ stateMachineArn: given["MachineArn"] }));
  const topic = { TopicArn: given["TopicArn"] };
  const { Subscriptions } = await local
    .client(SNSClient)
    .send(new ListSubscriptionsByTopicCommand(topic));
  const gateway = local.client(ApiGatewayV2Client);
  const stage = await gateway.send(new GetStageCommand({ ApiId, StageName: "$default" }));
  const { Items } = await gateway.send(new GetRoutesCommand({ ApiId }));
  return {
    targets: events.Targets,
    table: Table,
    ttl: ttl.TimeToLiveDescription,
    machine,
    subscriptions: Subscriptions,
    stage,
    routes: Items,
  };
}

test("a changed template changes every resource in place", async () => {
  const before = await outputs();
  const TemplateBody = aFullTemplate({ answer: "42", retentionDays: 30 });
  const Tags = [{ Key: "team", Value: "catalog" }];
  const Capabilities = ["CAPABILITY_IAM" as const];
  await client.send(new UpdateStackCommand({ StackName: STACK, TemplateBody, Tags, Capabilities }));
  const stack = await settledStack(client, STACK);
  expect(await failureReason(client, STACK)).toBeUndefined();
  expect(stack.StackStatus).toBe("UPDATE_COMPLETE");

  const after = await outputs();
  expect(after).toEqual({ ...before, ParameterValue: "30" });
  expect(await answerOf(after["FnName"] ?? "")).toEqual({ answer: "42" });
  const FunctionName = after["FnName"];
  const configuration = await local
    .client(LambdaClient)
    .send(new GetFunctionConfigurationCommand({ FunctionName }));
  expect(configuration.Timeout).toBe(30);
  const { logGroups } = await local
    .client(CloudWatchLogsClient)
    .send(new DescribeLogGroupsCommand({ logGroupNamePrefix: "everything-Logs" }));
  expect(logGroups?.[0]?.retentionInDays).toBe(30);
  const { MetricAlarms } = await local
    .client(CloudWatchClient)
    .send(new DescribeAlarmsCommand({ AlarmNamePrefix: "everything-Alarm" }));
  expect(MetricAlarms?.[0]?.Threshold).toBe(30);
  const { Parameter } = await local
    .client(SSMClient)
    .send(new GetParameterCommand({ Name: "/everything/days" }));
  expect(Parameter?.Value).toBe("30");
});

test("a template that is changed back and then fails leaves everything as it was", async () => {
  const before = await outputs();
  const TemplateBody = aFullTemplate({ answer: "0", retentionDays: 3, broken: true });
  const Capabilities = ["CAPABILITY_IAM" as const];
  await client.send(new UpdateStackCommand({ StackName: STACK, TemplateBody, Capabilities }));
  expect((await settledStack(client, STACK)).StackStatus).toBe("UPDATE_ROLLBACK_COMPLETE");
  expect(await outputs()).toEqual(before);
  expect(await answerOf(before["FnName"] ?? "")).toEqual({ answer: "42" });
});

test("a deleted stack leaves nothing", async () => {
  const { StackId = "" } = await settledStack(client, STACK);
  await client.send(new DeleteStackCommand({ StackName: STACK }));
  const stack = await settledStack(client, StackId);
  expect(stack.StackStatusReason).toBeUndefined();
  expect(stack.StackStatus).toBe("DELETE_COMPLETE");
  const { StackResourceSummaries } = await client.send(
    new ListStackResourcesCommand({ StackName: StackId }),
  );
  expect(StackResourceSummaries ?? []).toEqual([]);
});
