import {
  CloudFormationClient,
  CreateStackCommand,
  DeleteStackCommand,
} from "@aws-sdk/client-cloudformation";
import { CloudWatchLogsClient, DescribeLogStreamsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { expect, test } from "vitest";
import { startTestCloud } from "../src/testing.ts";
import { settledStack } from "./stack-status.ts";

test("a stack makes a stream of a log group, and takes it away", async () => {
  const local = await startTestCloud();
  const stacks = local.client(CloudFormationClient);
  const logs = local.client(CloudWatchLogsClient);
  const names = async () => {
    const { logStreams = [] } = await logs.send(
      new DescribeLogStreamsCommand({ logGroupName: "delivery" }),
    );
    return logStreams.map(({ logStreamName }) => logStreamName);
  };
  const TemplateBody = JSON.stringify({
    Resources: {
      Group: {
        Type: "AWS::Logs::LogGroup",
        DeletionPolicy: "Retain",
        Properties: { LogGroupName: "delivery" },
      },
      Errors: {
        Type: "AWS::Logs::LogStream",
        Properties: { LogGroupName: { Ref: "Group" }, LogStreamName: "errors" },
      },
    },
    Outputs: { Name: { Value: { Ref: "Errors" } } },
  });
  await stacks.send(new CreateStackCommand({ StackName: "delivery", TemplateBody }));
  const made = await settledStack(stacks, "delivery");
  expect(made.StackStatus).toBe("CREATE_COMPLETE");
  expect(made.Outputs?.[0]?.OutputValue).toBe("errors");
  expect(await names()).toEqual(["errors"]);
  await stacks.send(new DeleteStackCommand({ StackName: "delivery" }));
  await expect.poll(names).toEqual([]);
});
