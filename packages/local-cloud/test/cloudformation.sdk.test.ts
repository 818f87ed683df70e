import {
  CloudFormationClient,
  CreateStackCommand,
  DeleteStackCommand,
  DescribeStackResourceCommand,
  ListStackResourcesCommand,
  UpdateStackCommand,
  ValidateTemplateCommand,
} from "@aws-sdk/client-cloudformation";
import { GetRoleCommand, GetRolePolicyCommand, IAMClient } from "@aws-sdk/client-iam";

import {
  GetQueueAttributesCommand,
  ListQueuesCommand,
  ListQueueTagsCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { cloudformation } from "../src/services/cloudformation/index.ts";
import { iam } from "../src/services/iam/index.ts";
import { s3 } from "../src/services/s3/index.ts";
import { sqs } from "../src/services/sqs/index.ts";
import { ssm } from "../src/services/ssm/index.ts";
import { startTestCloud, type TestCloud } from "../src/testing.ts";
import { eventLines, failureReason, settledStack, withQueue } from "./stack-status.ts";

const PLUGINS = [cloudformation, iam, s3, sqs, ssm];

let local: TestCloud;
let client: CloudFormationClient;
let queues: SQSClient;

beforeAll(async () => {
  local = await startTestCloud({ keep: true, plugins: PLUGINS });
  client = local.client(CloudFormationClient);
  queues = local.client(SQSClient);
});

afterAll(async () => local.stop());

function body(template: object): string {
  return JSON.stringify(template);
}

async function deploy(StackName: string, TemplateBody: string, more: object = {}) {
  await client.send(new CreateStackCommand({ StackName, TemplateBody, ...more }));
  return settledStack(client, StackName);
}

async function update(StackName: string, TemplateBody: string, more: object = {}) {
  await client.send(new UpdateStackCommand({ StackName, TemplateBody, ...more }));
  return settledStack(client, StackName);
}

async function physicalId(StackName: string, LogicalResourceId: string) {
  const answer = await client.send(
    new DescribeStackResourceCommand({ StackName, LogicalResourceId }),
  );
  return answer.StackResourceDetail?.PhysicalResourceId ?? "";
}

describe("creating a stack", () => {
  const template = body({
    Resources: {
      Jobs: {
        Type: "AWS::SQS::Queue",
        Properties: {
          RedrivePolicy: {
            deadLetterTargetArn: { "Fn::GetAtt": ["DeadJobs", "Arn"] },
            maxReceiveCount: 3,
          },
          VisibilityTimeout: "45",
        },
      },
      DeadJobs: { Type: "AWS::SQS::Queue" },
      Worker: {
        Type: "AWS::IAM::Role",
        Properties: {
          AssumeRolePolicyDocument: {
            Version: "2012-10-17",
            Statement: [
              {
                Effect: "Allow",
                Principal: { Service: "lambda.amazonaws.com" },
                Action: "sts:AssumeRole",
              },
            ],
          },
          Policies: [
            {
              PolicyName: "jobs",
              PolicyDocument: {
                Version: "2012-10-17",
                Statement: [
                  {
                    Effect: "Allow",
                    Action: "sqs:*",
                    Resource: { "Fn::Sub": "${Jobs.Arn}" },
                  },
                ],
              },
            },
          ],
        },
      },
    },
    Outputs: { Url: { Value: { Ref: "Jobs" }, Description: "where jobs go" } },
  });

  test("makes resources in the order of their references and answers the outputs", async () => {
    const stack = await deploy("orders", template, {
      Capabilities: ["CAPABILITY_IAM"],
      Tags: [{ Key: "team", Value: "catalog" }],
    });
    expect(stack.StackStatus).toBe("CREATE_COMPLETE");
    const url = stack.Outputs?.[0]?.OutputValue ?? "";
    expect(url).toMatch(/orders-Jobs-\w{12}$/u);

    const { Attributes } = await queues.send(
      new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ["All"] }),
    );
    expect(Attributes?.["VisibilityTimeout"]).toBe("45");
    expect(JSON.parse(Attributes?.["RedrivePolicy"] ?? "")).toMatchObject({ maxReceiveCount: 3 });
    const { Tags } = await queues.send(new ListQueueTagsCommand({ QueueUrl: url }));
    expect(Tags).toEqual({ team: "catalog" });

    const RoleName = await physicalId("orders", "Worker");
    const roles = local.client(IAMClient);
    const { Role } = await roles.send(new GetRoleCommand({ RoleName }));
    expect(Role?.Arn).toBe(`arn:aws:iam::000000000000:role/${RoleName}`);
    const policy = await roles.send(new GetRolePolicyCommand({ RoleName, PolicyName: "jobs" }));
    expect(JSON.parse(decodeURIComponent(policy.PolicyDocument ?? ""))).toMatchObject({
      Statement: [{ Resource: Attributes?.["QueueArn"] }],
    });
  });

  test("tells every step in its events, the stack's own first and last", async () => {
    const lines = await eventLines(client, "orders");
    expect(lines[0]).toBe("orders CREATE_IN_PROGRESS");
    expect(lines.at(-1)).toBe("orders CREATE_COMPLETE");
    expect(lines.indexOf("DeadJobs CREATE_COMPLETE")).toBeLessThan(
      lines.indexOf("Jobs CREATE_IN_PROGRESS"),
    );
  });

  test("refuses a name that is taken", async () => {
    await expect(deploy("orders", withQueue({}))).rejects.toMatchObject({
      name: "AlreadyExistsException",
      message: "Stack [orders] already exists",
    });
  });

  test("refuses an attribute that the type does not have", async () => {
    const outputs = { Outputs: { X: { Value: { "Fn::GetAtt": ["Jobs", "Colour"] } } } };
    await expect(deploy("no-colour", withQueue({}, outputs))).rejects.toMatchObject({
      name: "ValidationError",
      message: "Template error: resource Jobs does not support attribute type Colour in Fn::GetAtt",
    });
  });

  test("asks for an acknowledgement of IAM resources", async () => {
    await expect(deploy("no-capability", template)).rejects.toMatchObject({
      name: "InsufficientCapabilitiesException",
      message: "Requires capabilities : [CAPABILITY_IAM]",
    });
  });

  test("reads YAML with short forms, mappings, conditions and parameters", async () => {
    const stack = await deploy(
      "short-forms",
      `
Parameters:
  Stage: { Type: String, Default: dev, AllowedValues: [dev, prod] }
  Names: { Type: CommaDelimitedList, Default: "a, b" }
Mappings:
  Retention: { dev: { Seconds: 60 }, prod: { Seconds: 3600 } }
Conditions:
  IsProd: !Equals [!Ref Stage, prod]
Resources:
  Jobs:
    Type: AWS::SQS::Queue
    Properties:
      MessageRetentionPeriod: !FindInMap [Retention, !Ref Stage, Seconds]
      DelaySeconds: !If [IsProd, 5, !Ref AWS::NoValue]
  Extra: { Type: AWS::SQS::Queue, Condition: IsProd }
Outputs:
  Joined: { Value: !Join ["+", !Ref Names] }
  Zone: { Value: !Select [1, !GetAZs ""] }
  Sub: { Value: !Sub ["\${Stage}-\${!literal}-\${x}", { x: !Base64 hi }] }
`,
    );
    expect(stack.StackStatus).toBe("CREATE_COMPLETE");
    const outputs = Object.fromEntries(
      (stack.Outputs ?? []).map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue]),
    );
    expect(outputs).toEqual({ Joined: "a+b", Zone: "eu-west-1b", Sub: "dev-${literal}-aGk=" });
    const { StackResourceSummaries } = await client.send(
      new ListStackResourcesCommand({ StackName: "short-forms" }),
    );
    expect(StackResourceSummaries?.map(({ LogicalResourceId }) => LogicalResourceId)).toEqual([
      "Jobs",
    ]);
  });

  test("rolls back what it made when a resource fails, and names the reason", async () => {
    const stack = await deploy(
      "broken",
      body({
        Resources: {
          Good: { Type: "AWS::SQS::Queue", Properties: { QueueName: "broken-good" } },
          Bad: { Type: "AWS::Made::Up", DependsOn: "Good" },
        },
      }),
    );
    expect(stack.StackStatus).toBe("ROLLBACK_COMPLETE");
    expect(await failureReason(client, "broken")).toContain("AWS::Made::Up is not emulated");
    const { QueueUrls } = await queues.send(
      new ListQueuesCommand({ QueueNamePrefix: "broken-good" }),
    );
    expect(QueueUrls ?? []).toEqual([]);
    await expect(update("broken", withQueue({}))).rejects.toMatchObject({
      message: expect.stringContaining("is in ROLLBACK_COMPLETE state and can not be updated."),
    });
  });

  test("names an unsupported property", async () => {
    await deploy("odd-property", withQueue({ Colour: "red" }));
    expect(await failureReason(client, "odd-property")).toBe(
      "Encountered unsupported property Colour",
    );
  });

  test("keeps what it made when rollback is disabled", async () => {
    const template2 = body({
      Resources: {
        Good: { Type: "AWS::SQS::Queue", Properties: { QueueName: "kept-good" } },
        Bad: { Type: "AWS::Made::Up", DependsOn: "Good" },
      },
    });
    const stack = await deploy("kept", template2, { DisableRollback: true });
    expect(stack.StackStatus).toBe("CREATE_FAILED");
    const { QueueUrls } = await queues.send(
      new ListQueuesCommand({ QueueNamePrefix: "kept-good" }),
    );
    expect(QueueUrls).toHaveLength(1);
    await client.send(new DeleteStackCommand({ StackName: "kept" }));
  });
});

describe("templates that lead nowhere", () => {
  test.each([
    ["{", "Template format error: JSON not well-formed"],
    ["Resources: [", "Template format error: YAML not well-formed"],
    ["[]", "Template format error: unsupported structure."],
    ["{}", "Template format error: At least one Resources member must be defined."],
    [
      body({ Resources: { A: { Properties: {} } } }),
      "[/Resources/A] Every Resources object must contain a Type member.",
    ],
    [
      withQueue({ DelaySeconds: { Ref: "Nothing" } }),
      "Template format error: Unresolved resource dependencies [Nothing] in the Resources block of the template",
    ],
    [
      withQueue({ DelaySeconds: { "Fn::GetAtt": ["Nothing", "Arn"] } }),
      "Template error: instance of Fn::GetAtt references undefined resource Nothing",
    ],
    [
      withQueue({}, { Outputs: { X: { Value: { "Fn::Sub": "${Nothing}" } } } }),
      "Template format error: Unresolved resource dependencies [Nothing] in the Outputs block of the template",
    ],
    [
      body({
        Resources: {
          A: { Type: "AWS::SQS::Queue", Properties: { QueueName: { Ref: "B" } } },
          B: { Type: "AWS::SQS::Queue", Properties: { QueueName: { "Fn::Sub": "${A}" } } },
        },
      }),
      "Circular dependency between resources: [A, B]",
    ],
    [withQueue({}, { Nonsense: 1 }), "Invalid template property or properties [Nonsense]"],
    [withQueue({ DelaySeconds: null }), "'null' values are not allowed in templates"],
  ])("refuses %s", async (TemplateBody, message) => {
    await expect(client.send(new ValidateTemplateCommand({ TemplateBody }))).rejects.toMatchObject({
      name: "ValidationError",
      message: expect.stringContaining(message),
    });
  });
});

describe("updating a stack", () => {
  test("changes in place, replaces, adds and removes, and then cleans up", async () => {
    await deploy(
      "moving",
      body({
        Resources: {
          Same: { Type: "AWS::SQS::Queue", Properties: { DelaySeconds: 1 } },
          Renamed: { Type: "AWS::SQS::Queue", Properties: { QueueName: "moving-old" } },
          Gone: { Type: "AWS::SQS::Queue", Properties: { QueueName: "moving-gone" } },
        },
      }),
    );
    const before = await physicalId("moving", "Same");
    const stack = await update(
      "moving",
      body({
        Resources: {
          Same: { Type: "AWS::SQS::Queue", Properties: { DelaySeconds: 2 } },
          Renamed: { Type: "AWS::SQS::Queue", Properties: { QueueName: "moving-new" } },
          Added: { Type: "AWS::SQS::Queue", Properties: { QueueName: "moving-added" } },
        },
        Outputs: { Renamed: { Value: { "Fn::GetAtt": ["Renamed", "QueueName"] } } },
      }),
    );
    expect(stack.StackStatus).toBe("UPDATE_COMPLETE");
    expect(stack.Outputs?.[0]?.OutputValue).toBe("moving-new");
    expect(await physicalId("moving", "Same")).toBe(before);
    const { QueueUrls } = await queues.send(new ListQueuesCommand({ QueueNamePrefix: "moving-" }));
    expect(
      QueueUrls?.map((url) => url.split("/").at(-1)).filter((n) => !n?.includes("-Same-")),
    ).toEqual(["moving-added", "moving-new"]);
    const lines = await eventLines(client, "moving");
    expect(lines.indexOf("moving UPDATE_COMPLETE_CLEANUP_IN_PROGRESS")).toBeLessThan(
      lines.indexOf("Gone DELETE_COMPLETE"),
    );
  });

  test("finds that nothing changes", async () => {
    await deploy("still", withQueue({ DelaySeconds: 1 }));
    await expect(update("still", withQueue({ DelaySeconds: 1 }))).rejects.toMatchObject({
      name: "ValidationError",
      message: "No updates are to be performed.",
    });
  });

  test("goes back to what was there when a resource fails", async () => {
    await deploy("back", withQueue({ QueueName: "back-jobs", DelaySeconds: 1 }));
    const stack = await update(
      "back",
      body({
        Resources: {
          Jobs: {
            Type: "AWS::SQS::Queue",
            Properties: { QueueName: "back-jobs-2", DelaySeconds: 9 },
          },
          New: { Type: "AWS::SQS::Queue", Properties: { QueueName: "back-new" } },
          Bad: { Type: "AWS::Made::Up", DependsOn: ["Jobs", "New"] },
        },
      }),
    );
    expect(stack.StackStatus).toBe("UPDATE_ROLLBACK_COMPLETE");
    const { QueueUrls } = await queues.send(new ListQueuesCommand({ QueueNamePrefix: "back-" }));
    expect(QueueUrls?.map((url) => url.split("/").at(-1))).toEqual(["back-jobs"]);
    expect(await physicalId("back", "Jobs")).toMatch(/back-jobs$/u);
  });

  test("takes an in-place change back", async () => {
    await deploy("undo", withQueue({ DelaySeconds: 1 }));
    await update(
      "undo",
      body({
        Resources: {
          Jobs: { Type: "AWS::SQS::Queue", Properties: { DelaySeconds: 9 } },
          Bad: { Type: "AWS::Made::Up", DependsOn: "Jobs" },
        },
      }),
    );
    const QueueUrl = await physicalId("undo", "Jobs");
    const { Attributes } = await queues.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["DelaySeconds"] }),
    );
    expect(Attributes?.["DelaySeconds"]).toBe("1");
  });

  test("refuses to replace a resource under the same name", async () => {
    await deploy("same-name", withQueue({ QueueName: "same-name.fifo", FifoQueue: true }));
    await update("same-name", withQueue({ QueueName: "same-name.fifo" }));
    expect(await failureReason(client, "same-name")).toContain(
      "CloudFormation cannot update a stack when a custom-named resource requires replacing.",
    );
  });
});
