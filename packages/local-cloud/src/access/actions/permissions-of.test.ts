import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ServiceId } from "../../service-table.ts";
import type { Place } from "./permission.ts";
import { permissionsOf } from "./permissions-of.ts";

const ACCOUNT = "111111111111";
const REGION = "eu-west-1";
const PLACE: Place = {
  accountId: ACCOUNT,
  region: REGION,
  roleArn: (name) => `arn:aws:iam::${ACCOUNT}:role/app/${name}`,
  secretArn: (id) => `arn:aws:secretsmanager:${REGION}:${ACCOUNT}:secret:${id}-AbCdEf`,
};
const ROLE = `arn:aws:iam::${ACCOUNT}:role/app/worker`;

function need(service: ServiceId, operation: string, input: unknown): string[] {
  const permissions = permissionsOf({ service, operation, input }, PLACE);
  return permissions.map(({ action, resource }) => `${action} ${resource}`);
}

const arn = (service: string, resource: string) =>
  `arn:aws:${service}:${REGION}:${ACCOUNT}:${resource}`;
const table = arn("dynamodb", "table/t");
const stream = arn("kinesis", "stream/s");
const queue = arn("sqs", "q");
const group = arn("logs", "log-group:/aws/lambda/f");
const QueueUrl = `http://127.0.0.1:4566/${ACCOUNT}/q`;
const Key = {};
/** A task token of Step Functions: who it is for, and a proof. */
function tokenOf(execution: string): string {
  const task = JSON.stringify([arn("states", execution), "Wait"]);
  return Buffer.from(JSON.stringify({ task, proof: "p" })).toString("base64");
}

describe("permissionsOf", () => {
  test.each<[ServiceId, string, unknown, string[]]>([
    ["s3", "GetObject", { Bucket: "b", Key: "a/k" }, ["s3:GetObject arn:aws:s3:::b/a/k"]],
    [
      "s3",
      "GetObject",
      { Bucket: "b", Key: "k", VersionId: "1" },
      ["s3:GetObjectVersion arn:aws:s3:::b/k"],
    ],
    ["s3", "HeadObject", { Bucket: "b", Key: "k" }, ["s3:GetObject arn:aws:s3:::b/k"]],
    ["s3", "HeadBucket", { Bucket: "b" }, ["s3:ListBucket arn:aws:s3:::b"]],
    ["s3", "ListObjectsV2", { Bucket: "b" }, ["s3:ListBucket arn:aws:s3:::b"]],
    ["s3", "ListBuckets", {}, ["s3:ListAllMyBuckets *"]],
    [
      "s3",
      "PutObject",
      { Bucket: "b", Key: "k", Tagging: "a=1", ACL: "private" },
      [
        "s3:PutObject arn:aws:s3:::b/k",
        "s3:PutObjectTagging arn:aws:s3:::b/k",
        "s3:PutObjectAcl arn:aws:s3:::b/k",
      ],
    ],
    [
      "s3",
      "CopyObject",
      { Bucket: "b", Key: "k", CopySource: "/from/a%20b?versionId=v" },
      ["s3:GetObjectVersion arn:aws:s3:::from/a b", "s3:PutObject arn:aws:s3:::b/k"],
    ],
    [
      "s3",
      "DeleteObjects",
      { Bucket: "b", Delete: { Objects: [{ Key: "x" }, { Key: "y", VersionId: "1" }] } },
      ["s3:DeleteObject arn:aws:s3:::b/x", "s3:DeleteObjectVersion arn:aws:s3:::b/y"],
    ],
    ["dynamodb", "UpdateItem", { TableName: "t" }, [`dynamodb:UpdateItem ${table}`]],
    ["dynamodb", "UpdateItem", { TableName: table }, [`dynamodb:UpdateItem ${table}`]],
    ["dynamodb", "Query", { TableName: "t", IndexName: "i" }, [`dynamodb:Query ${table}/index/i`]],
    [
      "dynamodb",
      "TransactWriteItems",
      {
        TransactItems: [
          { Put: { TableName: "t", Item: Key } },
          { ConditionCheck: { TableName: "t", Key } },
        ],
      },
      [`dynamodb:PutItem ${table}`, `dynamodb:ConditionCheckItem ${table}`],
    ],
    [
      "dynamodbstreams",
      "GetRecords",
      { ShardIterator: `${table}/stream/x|1|abc` },
      [`dynamodb:GetRecords ${table}/stream/x`],
    ],
    [
      "kinesis",
      "GetRecords",
      { ShardIterator: Buffer.from(JSON.stringify({ arn: stream })).toString("base64") },
      [`kinesis:GetRecords ${stream}`],
    ],
    ["kinesis", "GetRecords", { ShardIterator: "forged" }, ["kinesis:GetRecords *"]],
    ["kinesis", "PutRecords", { StreamName: "s" }, [`kinesis:PutRecords ${stream}`]],
    ["kinesis", "ListShards", { StreamARN: stream }, [`kinesis:ListShards ${stream}`]],
    [
      "kinesis",
      "CreateStream",
      { StreamName: "s", Tags: { a: "1" } },
      [`kinesis:CreateStream ${stream}`, `kinesis:AddTagsToStream ${stream}`],
    ],
    [
      "kinesis",
      "DescribeStreamConsumer",
      { StreamARN: stream, ConsumerName: "c" },
      [`kinesis:DescribeStreamConsumer ${stream}/consumer/c:*`],
    ],
    ["sqs", "SendMessageBatch", { QueueUrl }, [`sqs:SendMessage ${queue}`]],
    ["sqs", "GetQueueUrl", { QueueName: "q" }, [`sqs:GetQueueUrl ${queue}`]],
    ["sns", "PublishBatch", { TopicArn: arn("sns", "t") }, [`sns:Publish ${arn("sns", "t")}`]],
    [
      "sns",
      "Unsubscribe",
      { SubscriptionArn: arn("sns", "t:0a1b") },
      [`sns:Unsubscribe ${arn("sns", "t")}`],
    ],
    [
      "events",
      "PutEvents",
      { Entries: [{}, { EventBusName: "orders" }] },
      [
        `events:PutEvents ${arn("events", "event-bus/default")}`,
        `events:PutEvents ${arn("events", "event-bus/orders")}`,
      ],
    ],
    [
      "events",
      "PutTargets",
      { Rule: "r", EventBusName: "orders", Targets: [{ RoleArn: ROLE }, {}] },
      [`events:PutTargets ${arn("events", "rule/orders/r")}`, `iam:PassRole ${ROLE}`],
    ],
    [
      "lambda",
      "Invoke",
      { FunctionName: "f", Qualifier: "live" },
      [`lambda:InvokeFunction ${arn("lambda", "function:f:live")}`],
    ],
    [
      "lambda",
      "Invoke",
      { FunctionName: "222222222222:function:f" },
      [`lambda:InvokeFunction arn:aws:lambda:${REGION}:222222222222:function:f`],
    ],
    [
      "lambda",
      "CreateFunction",
      { FunctionName: "f", Role: ROLE },
      [`lambda:CreateFunction ${arn("lambda", "function:f")}`, `iam:PassRole ${ROLE}`],
    ],
    [
      "states",
      "CreateStateMachine",
      { name: "m", roleArn: ROLE },
      [`states:CreateStateMachine ${arn("states", "stateMachine:m")}`, `iam:PassRole ${ROLE}`],
    ],
    [
      "states",
      "SendTaskSuccess",
      { taskToken: tokenOf("execution:m:e") },
      [`states:SendTaskSuccess ${arn("states", "stateMachine:m")}`],
    ],
    ["states", "SendTaskFailure", { taskToken: "t" }, ["states:SendTaskFailure *"]],
    [
      "logs",
      "PutLogEvents",
      { logGroupName: "/aws/lambda/f", logStreamName: "s" },
      [`logs:PutLogEvents ${group}:log-stream:s`],
    ],
    [
      "logs",
      "CreateLogGroup",
      { logGroupName: "/aws/lambda/f" },
      [`logs:CreateLogGroup ${group}:log-stream:`],
    ],
    [
      "ssm",
      "GetParameter",
      { Name: "/a/b:3" },
      [`ssm:GetParameter ${arn("ssm", "parameter/a/b")}`],
    ],
    [
      "cloudformation",
      "CreateStack",
      { StackName: "s", RoleARN: ROLE },
      [`cloudformation:CreateStack ${arn("cloudformation", "stack/s/*")}`, `iam:PassRole ${ROLE}`],
    ],
    ["iam", "GetRole", { RoleName: "worker" }, [`iam:GetRole ${ROLE}`]],
    ["sts", "AssumeRole", { RoleArn: ROLE }, [`sts:AssumeRole ${ROLE}`]],
    ["sts", "GetCallerIdentity", {}, []],
    ["rekognition", "DetectLabels", {}, ["rekognition:DetectLabels *"]],
    [
      "apigatewayv2",
      "UpdateRoute",
      { ApiId: "a1", RouteId: "r1" },
      [`apigateway:PATCH arn:aws:apigateway:${REGION}::/apis/a1/routes/r1`],
    ],
    ["cloudwatch", "PutMetricData", { Namespace: "n" }, ["cloudwatch:PutMetricData *"]],
    ["sqs", "toString", {}, ["sqs:toString *"]],
  ])("%s %s", (service, operation, input, expected) => {
    expect(need(service, operation, input)).toEqual(expected);
  });

  test("tells a passed role's service and a listing's prefix", () => {
    const create = {
      service: "lambda",
      operation: "CreateFunction",
      input: { Role: ROLE },
    } as const;
    expect(permissionsOf(create, PLACE)[1]?.context).toEqual({
      "iam:PassedToService": "lambda.amazonaws.com",
    });
    const list = {
      service: "s3",
      operation: "ListObjectsV2",
      input: { Bucket: "b", Prefix: "home/", MaxKeys: 10 },
    } as const;
    expect(permissionsOf(list, PLACE)[0]?.context).toMatchObject({
      "s3:prefix": "home/",
      "s3:max-keys": "10",
    });
  });

  test("reads any text where an ARN or a URL should be", () => {
    const calls = [
      ["s3", "CopyObject", "CopySource"],
      ["sqs", "SendMessage", "QueueUrl"],
      ["sqs", "CancelMessageMoveTask", "TaskHandle"],
      ["sns", "Unsubscribe", "SubscriptionArn"],
      ["lambda", "Invoke", "FunctionName"],
      ["dynamodbstreams", "GetRecords", "ShardIterator"],
      ["logs", "FilterLogEvents", "logGroupIdentifier"],
      ["ssm", "GetParameter", "Name"],
      ["apigatewayv2", "GetApi", "ApiId"],
    ] as const;
    fc.assert(
      fc.property(fc.constantFrom(...calls), fc.string(), ([service, operation, member], text) => {
        const needed = permissionsOf({ service, operation, input: { [member]: text } }, PLACE);
        expect(needed.length).toBeGreaterThan(0);
      }),
    );
  });
});
