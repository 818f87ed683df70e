import { ApiGatewayV2Client, GetStageCommand, GetTagsCommand } from "@aws-sdk/client-apigatewayv2";
import {
  CloudFormationClient,
  CreateStackCommand,
  DescribeStacksCommand,
  UpdateStackCommand,
} from "@aws-sdk/client-cloudformation";
import { expect, test } from "vitest";
import { startTestCloud, type TestCloud } from "../src/testing.ts";
import { settledStack } from "./stack-status.ts";

const StackName = "changing";

async function outputsOf(client: CloudFormationClient): Promise<Record<string, string>> {
  const { Stacks } = await client.send(new DescribeStacksCommand({ StackName }));
  const outputs = Stacks?.[0]?.Outputs ?? [];
  return Object.fromEntries(outputs.map((o) => [o.OutputKey ?? "", o.OutputValue ?? ""]));
}

/** Creates the stack from one template, then updates it to another. */
async function change(cloud: TestCloud, from: object, to: object) {
  const client = cloud.client(CloudFormationClient);
  const template = (body: object) => ({ StackName, TemplateBody: JSON.stringify(body) });
  await client.send(new CreateStackCommand(template(from)));
  await settledStack(client, StackName);
  await client.send(new UpdateStackCommand(template(to)));
  const { StackStatus } = await settledStack(client, StackName);
  return { status: StackStatus, outputs: await outputsOf(client) };
}

const aTable = (over: object) => ({
  Table: {
    Type: "AWS::DynamoDB::Table",
    Properties: {
      BillingMode: "PAY_PER_REQUEST",
      AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
      KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
      ...over,
    },
  },
});

const aStage = (Tags: object) => ({
  Resources: {
    Api: { Type: "AWS::ApiGatewayV2::Api", Properties: { Name: "a", ProtocolType: "HTTP" } },
    Stage: {
      Type: "AWS::ApiGatewayV2::Stage",
      Properties: { ApiId: { Ref: "Api" }, StageName: "$default", AutoDeploy: true, Tags },
    },
  },
  Outputs: { ApiId: { Value: { Ref: "Api" } } },
});

test("an update may use an attribute that it brings itself", async () => {
  const cloud = await startTestCloud();
  const streaming = aTable({ StreamSpecification: { StreamViewType: "NEW_IMAGE" } });
  const { status, outputs } = await change(
    cloud,
    { Resources: aTable({}) },
    {
      Resources: streaming,
      Outputs: { Stream: { Value: { "Fn::GetAtt": ["Table", "StreamArn"] } } },
    },
  );
  expect(status).toBe("UPDATE_COMPLETE");
  expect(outputs["Stream"]).toContain("/stream/");
});

test("an update changes the tags of a stage", async () => {
  const cloud = await startTestCloud();
  const { status, outputs } = await change(cloud, aStage({ old: "1" }), aStage({ new: "2" }));
  expect(status).toBe("UPDATE_COMPLETE");

  const client = cloud.client(ApiGatewayV2Client);
  const ApiId = outputs["ApiId"];
  const stage = await client.send(new GetStageCommand({ ApiId, StageName: "$default" }));
  expect(stage.Tags).toMatchObject({ new: "2" });
  expect(stage.Tags).not.toHaveProperty("old");
  const ResourceArn = `arn:aws:apigateway:eu-west-1::/apis/${ApiId}/stages/$default`;
  expect(await client.send(new GetTagsCommand({ ResourceArn }))).toMatchObject({
    Tags: stage.Tags,
  });
});
