import {
  CloudFormationClient,
  CreateChangeSetCommand,
  CreateStackCommand,
  DeleteChangeSetCommand,
  DeleteStackCommand,
  DescribeChangeSetCommand,
  DescribeStackEventsCommand,
  DescribeStackResourceCommand,
  DescribeStacksCommand,
  ExecuteChangeSetCommand,
  GetTemplateCommand,
  ListExportsCommand,
  ListImportsCommand,
  UpdateTerminationProtectionCommand,
  ValidateTemplateCommand,
} from "@aws-sdk/client-cloudformation";

import {
  CreateBucketCommand,
  HeadBucketCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { GetQueueAttributesCommand, ListQueuesCommand, SQSClient } from "@aws-sdk/client-sqs";
import { PutParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { cloudformation } from "../src/services/cloudformation/index.ts";
import { iam } from "../src/services/iam/index.ts";
import { s3 } from "../src/services/s3/index.ts";
import { sqs } from "../src/services/sqs/index.ts";
import { ssm } from "../src/services/ssm/index.ts";
import { startTestCloud, type TestCloud } from "../src/testing.ts";
import { failureReason, settledStack, withQueue } from "./stack-status.ts";

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

async function physicalId(StackName: string, LogicalResourceId: string) {
  const answer = await client.send(
    new DescribeStackResourceCommand({ StackName, LogicalResourceId }),
  );
  return answer.StackResourceDetail?.PhysicalResourceId ?? "";
}

async function changeSet(StackName: string, TemplateBody: string, type: "CREATE" | "UPDATE") {
  await client.send(
    new CreateChangeSetCommand({
      StackName,
      ChangeSetName: "change",
      ChangeSetType: type,
      TemplateBody,
    }),
  );
  return client.send(new DescribeChangeSetCommand({ StackName, ChangeSetName: "change" }));
}

describe("change sets", () => {
  test("review, create and then update a stack", async () => {
    const described = await changeSet("reviewed", withQueue({}), "CREATE");
    expect(described.Status).toBe("CREATE_COMPLETE");
    expect(described.Changes?.[0]?.ResourceChange).toMatchObject({
      Action: "Add",
      LogicalResourceId: "Jobs",
    });
    const { Stacks } = await client.send(new DescribeStacksCommand({ StackName: "reviewed" }));
    expect(Stacks?.[0]?.StackStatus).toBe("REVIEW_IN_PROGRESS");
    await client.send(
      new ExecuteChangeSetCommand({ StackName: "reviewed", ChangeSetName: "change" }),
    );
    expect((await settledStack(client, "reviewed")).StackStatus).toBe("CREATE_COMPLETE");

    const second = await changeSet("reviewed", withQueue({ QueueName: "reviewed-x" }), "UPDATE");
    expect(second.Changes?.[0]?.ResourceChange).toMatchObject({
      Action: "Modify",
      Replacement: "True",
    });
    await client.send(
      new ExecuteChangeSetCommand({ StackName: "reviewed", ChangeSetName: "change" }),
    );
    expect((await settledStack(client, "reviewed")).StackStatus).toBe("UPDATE_COMPLETE");
  });

  test("fail when there is nothing to change, in the words that tools look for", async () => {
    await deploy("unchanged", withQueue({}));
    const described = await changeSet("unchanged", withQueue({}), "UPDATE");
    expect(described.Status).toBe("FAILED");
    expect(described.StatusReason).toContain("The submitted information didn't contain changes.");
    await client.send(
      new DeleteChangeSetCommand({ StackName: "unchanged", ChangeSetName: "change" }),
    );
    await expect(
      client.send(
        new DescribeChangeSetCommand({ StackName: "unchanged", ChangeSetName: "change" }),
      ),
    ).rejects.toMatchObject({ name: "ChangeSetNotFoundException" });
  });
});

describe("deleting a stack", () => {
  test("removes everything but what is to be retained", async () => {
    await deploy(
      "ending",
      body({
        Resources: {
          Gone: { Type: "AWS::SQS::Queue", Properties: { QueueName: "ending-gone" } },
          Kept: {
            Type: "AWS::SQS::Queue",
            DeletionPolicy: "Retain",
            Properties: { QueueName: "ending-kept" },
          },
        },
      }),
    );
    const { Stacks } = await client.send(new DescribeStacksCommand({ StackName: "ending" }));
    await client.send(new DeleteStackCommand({ StackName: "ending" }));
    const stack = await settledStack(client, Stacks?.[0]?.StackId ?? "");
    expect(stack.StackStatus).toBe("DELETE_COMPLETE");
    await expect(
      client.send(new DescribeStackEventsCommand({ StackName: "ending" })),
    ).rejects.toMatchObject({
      name: "ValidationError",
      message: "Stack [ending] does not exist",
    });
    const { QueueUrls } = await queues.send(new ListQueuesCommand({ QueueNamePrefix: "ending-" }));
    expect(QueueUrls?.map((url) => url.split("/").at(-1))).toEqual(["ending-kept"]);
  });

  test("fails on a bucket that is not empty, and goes on when it is told to retain it", async () => {
    const template = body({ Resources: { Files: { Type: "AWS::S3::Bucket" } } });
    await deploy("full", template);
    const Bucket = await physicalId("full", "Files");
    await local.client(S3Client).send(new PutObjectCommand({ Bucket, Key: "a", Body: "b" }));
    await client.send(new DeleteStackCommand({ StackName: "full" }));
    const stack = await settledStack(client, "full");
    expect(stack.StackStatus).toBe("DELETE_FAILED");
    expect(await failureReason(client, "full")).toContain("not empty");
    await client.send(new DeleteStackCommand({ StackName: "full", RetainResources: ["Files"] }));
    expect((await settledStack(client, stack.StackId ?? "")).StackStatus).toBe("DELETE_COMPLETE");
    await local.client(S3Client).send(new HeadBucketCommand({ Bucket }));
  });

  test("is refused under termination protection", async () => {
    await deploy("guarded", withQueue({}));
    await client.send(
      new UpdateTerminationProtectionCommand({
        StackName: "guarded",
        EnableTerminationProtection: true,
      }),
    );
    await expect(
      client.send(new DeleteStackCommand({ StackName: "guarded" })),
    ).rejects.toMatchObject({
      message: "Stack [guarded] cannot be deleted while TerminationProtection is enabled",
    });
  });
});

describe("exports", () => {
  test("are imported by other stacks and cannot go while they are", async () => {
    await deploy(
      "giver",
      withQueue(
        {},
        {
          Outputs: {
            Arn: { Value: { "Fn::GetAtt": ["Jobs", "Arn"] }, Export: { Name: "giver-arn" } },
          },
        },
      ),
    );
    const taker = await deploy(
      "taker",
      withQueue({}, { Outputs: { Arn: { Value: { "Fn::ImportValue": "giver-arn" } } } }),
    );
    const { Exports } = await client.send(new ListExportsCommand({}));
    const exported = Exports?.find(({ Name }) => Name === "giver-arn");
    expect(taker.Outputs?.[0]?.OutputValue).toBe(exported?.Value);
    const { Imports } = await client.send(new ListImportsCommand({ ExportName: "giver-arn" }));
    expect(Imports).toEqual(["taker"]);
    await client.send(new DeleteStackCommand({ StackName: "giver" }));
    const stack = await settledStack(client, "giver");
    expect(stack.StackStatus).toBe("DELETE_FAILED");
    expect(stack.StackStatusReason).toContain(
      "giver-arn cannot be deleted as it is in use by taker",
    );
  });
});

describe("templates in S3", () => {
  test("are read from this cloud by their address on AWS", async () => {
    const files = local.client(S3Client);
    await files.send(new CreateBucketCommand({ Bucket: "templates" }));
    const TemplateBody = withQueue({});
    await files.send(
      new PutObjectCommand({ Bucket: "templates", Key: "a/b.json", Body: TemplateBody }),
    );
    const TemplateURL = "https://s3.amazonaws.com/templates/a/b.json";
    await client.send(new ValidateTemplateCommand({ TemplateURL }));
    await client.send(new CreateStackCommand({ StackName: "from-url", TemplateURL }));
    expect((await settledStack(client, "from-url")).StackStatus).toBe("CREATE_COMPLETE");
    const answer = await client.send(new GetTemplateCommand({ StackName: "from-url" }));
    expect(answer.TemplateBody).toBe(TemplateBody);
  });
});

describe("Systems Manager parameters", () => {
  test("fill in parameters and dynamic references", async () => {
    const parameters = local.client(SSMClient);
    await parameters.send(new PutParameterCommand({ Name: "/delay", Value: "7", Type: "String" }));
    const template = withQueue(
      { DelaySeconds: { Ref: "Delay" }, QueueName: "ssm-{{resolve:ssm:/delay}}" },
      { Parameters: { Delay: { Type: "AWS::SSM::Parameter::Value<String>", Default: "/delay" } } },
    );
    await deploy("from-ssm", template);
    const QueueUrl = await physicalId("from-ssm", "Jobs");
    expect(QueueUrl).toMatch(/ssm-7$/u);
    const { Attributes } = await queues.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["DelaySeconds"] }),
    );
    expect(Attributes?.["DelaySeconds"]).toBe("7");
  });
});
