import {
  CloudFormationClient,
  CreateStackCommand,
  DeleteStackCommand,
  UpdateStackCommand,
} from "@aws-sdk/client-cloudformation";
import { FirehoseClient, ListDeliveryStreamsCommand } from "@aws-sdk/client-firehose";
import { ListPipesCommand, PipesClient } from "@aws-sdk/client-pipes";
import { ListObjectsV2Command, S3Client } from "@aws-sdk/client-s3";
import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { expect, test } from "vitest";
import { startTestCloud } from "../src/testing.ts";
import { settledStack } from "./stack-status.ts";

const StackName = "delivery";
const arnOf = (id: string) => ({ "Fn::GetAtt": [id, "Arn"] });
const policy = (...Statement: object[]) => ({ Version: "2012-10-17", Statement });
const allow = (Action: string | string[], rest: object) => ({ Effect: "Allow", Action, ...rest });

function aRole(service: string, ...statements: object[]): object {
  const trust = allow("sts:AssumeRole", { Principal: { Service: `${service}.amazonaws.com` } });
  const Policies = [{ PolicyName: "work", PolicyDocument: policy(...statements) }];
  return {
    Type: "AWS::IAM::Role",
    Properties: { AssumeRolePolicyDocument: policy(trust), Policies },
  };
}

/** A queue whose messages go through a pipe to a bus, and from there by a rule to a bucket. */
function aTemplate(Prefix: string): string {
  const READ = ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"];
  return JSON.stringify({
    Resources: {
      Queue: { Type: "AWS::SQS::Queue", Properties: {} },
      Bus: { Type: "AWS::Events::EventBus", Properties: { Name: "delivery" } },
      Lake: { Type: "AWS::S3::Bucket", Properties: {} },
      PipeRole: aRole(
        "pipes",
        allow(READ, { Resource: arnOf("Queue") }),
        allow("events:PutEvents", { Resource: arnOf("Bus") }),
      ),
      Pipe: {
        Type: "AWS::Pipes::Pipe",
        Properties: {
          RoleArn: arnOf("PipeRole"),
          Source: arnOf("Queue"),
          Target: arnOf("Bus"),
          TargetParameters: {
            InputTemplate: '{"n":<$.body.n>}',
            EventBridgeEventBusParameters: { Source: "pipe", DetailType: "counted" },
          },
        },
      },
      WriteRole: aRole(
        "firehose",
        allow("s3:PutObject", { Resource: { "Fn::Sub": "${Lake.Arn}/*" } }),
      ),
      Stream: {
        Type: "AWS::KinesisFirehose::DeliveryStream",
        Properties: {
          ExtendedS3DestinationConfiguration: {
            BucketARN: arnOf("Lake"),
            RoleARN: arnOf("WriteRole"),
            BufferingHints: { IntervalInSeconds: 0, SizeInMBs: 1 },
            Prefix,
          },
        },
      },
      PutRole: aRole("events", allow("firehose:PutRecord", { Resource: arnOf("Stream") })),
      Rule: {
        Type: "AWS::Events::Rule",
        Properties: {
          EventBusName: { Ref: "Bus" },
          EventPattern: { source: ["pipe"] },
          Targets: [{ Id: "s", Arn: arnOf("Stream"), RoleArn: arnOf("PutRole") }],
        },
      },
    },
    Outputs: { Queue: { Value: { Ref: "Queue" } }, Lake: { Value: { Ref: "Lake" } } },
  });
}

test("a stack leads messages through a pipe, a bus and a stream, each in its own role", async () => {
  const local = await startTestCloud({ enforcePermissions: true });
  const stacks = local.client(CloudFormationClient);
  const s3 = local.client(S3Client, { forcePathStyle: true } as object);
  const deploy = { StackName, Capabilities: ["CAPABILITY_IAM" as const] };
  await stacks.send(new CreateStackCommand({ ...deploy, TemplateBody: aTemplate("first/") }));
  const made = await settledStack(stacks, StackName);
  expect(made.StackStatus).toBe("CREATE_COMPLETE");
  const outputs = new Map(
    made.Outputs!.map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue]),
  );
  const send = () =>
    local
      .client(SQSClient)
      .send(new SendMessageCommand({ QueueUrl: outputs.get("Queue"), MessageBody: '{"n":1}' }));
  const folders = async () => {
    const { Contents = [] } = await s3.send(
      new ListObjectsV2Command({ Bucket: outputs.get("Lake") }),
    );
    return Contents.map(({ Key }) => Key!.split("/")[0]);
  };
  await send();
  await expect.poll(folders, { timeout: 10_000 }).toEqual(["first"]);

  await stacks.send(new UpdateStackCommand({ ...deploy, TemplateBody: aTemplate("second/") }));
  expect((await settledStack(stacks, StackName)).StackStatus).toBe("UPDATE_COMPLETE");
  await send();
  await expect.poll(folders, { timeout: 10_000 }).toEqual(["first", "second"]);

  await stacks.send(new DeleteStackCommand({ StackName }));
  await expect
    .poll(async () => (await local.client(PipesClient).send(new ListPipesCommand({}))).Pipes)
    .toEqual([]);
  await expect
    .poll(async () => {
      const listed = await local.client(FirehoseClient).send(new ListDeliveryStreamsCommand({}));
      return listed.DeliveryStreamNames;
    })
    .toEqual([]);
});
