import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  DeleteLogStreamCommand,
  DeleteRetentionPolicyCommand,
  DescribeLogGroupsCommand,
  DescribeLogStreamsCommand,
  GetLogEventsCommand,
  ListTagsForResourceCommand,
  ListTagsLogGroupCommand,
  PutLogEventsCommand,
  PutRetentionPolicyCommand,
  TagLogGroupCommand,
  TagResourceCommand,
  UntagResourceCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import { beforeEach, describe, expect, test } from "vitest";
import { logs as plugin } from "../src/services/logs/index.ts";
import { startTestCloud } from "../src/testing.ts";

const logGroupName = "/app";
const NOT_FOUND = { name: "ResourceNotFoundException", $metadata: { httpStatusCode: 400 } };

let logs: CloudWatchLogsClient;

beforeEach(async () => {
  const cloud = await startTestCloud({ keep: true, plugins: [plugin] });
  logs = cloud.client(CloudWatchLogsClient);
  await logs.send(new CreateLogGroupCommand({ logGroupName, tags: { team: "a" } }));
  return () => cloud.stop();
});

describe("a log stream", () => {
  test("is deleted with its events, and made anew without them", async () => {
    const at = { logGroupName, logStreamName: "s" };
    await logs.send(new CreateLogStreamCommand(at));
    const logEvents = [{ message: "old", timestamp: Date.now() }];
    await logs.send(new PutLogEventsCommand({ ...at, logEvents }));
    await logs.send(new DeleteLogStreamCommand(at));
    const { logStreams } = await logs.send(new DescribeLogStreamsCommand({ logGroupName }));
    expect(logStreams).toEqual([]);
    await expect(logs.send(new DeleteLogStreamCommand(at))).rejects.toMatchObject(NOT_FOUND);
    await logs.send(new CreateLogStreamCommand(at));
    expect((await logs.send(new GetLogEventsCommand(at))).events).toEqual([]);
  });

  test("is not deleted from a group that is not there", async () => {
    const at = { logGroupName: "/none", logStreamName: "s" };
    await expect(logs.send(new DeleteLogStreamCommand(at))).rejects.toMatchObject(NOT_FOUND);
  });
});

test("a group without a retention policy keeps its events for ever", async () => {
  const days = async () => {
    const found = await logs.send(
      new DescribeLogGroupsCommand({ logGroupNamePrefix: logGroupName }),
    );
    return found.logGroups?.map(({ retentionInDays }) => retentionInDays);
  };
  await logs.send(new PutRetentionPolicyCommand({ logGroupName, retentionInDays: 7 }));
  expect(await days()).toEqual([7]);
  await logs.send(new DeleteRetentionPolicyCommand({ logGroupName }));
  expect(await days()).toEqual([undefined]);
  await expect(
    logs.send(new DeleteRetentionPolicyCommand({ logGroupName: "/none" })),
  ).rejects.toMatchObject(NOT_FOUND);
});

test("the tags of a group are the same by name and by ARN", async () => {
  const resourceArn = `arn:aws:logs:eu-west-1:000000000000:log-group:${logGroupName}`;
  await logs.send(new TagLogGroupCommand({ logGroupName, tags: { tier: "1" } }));
  await logs.send(new TagResourceCommand({ resourceArn, tags: { stage: "dev" } }));
  await logs.send(new UntagResourceCommand({ resourceArn, tagKeys: ["team"] }));
  const tags = { tier: "1", stage: "dev" };
  expect((await logs.send(new ListTagsLogGroupCommand({ logGroupName }))).tags).toEqual(tags);
  const byArn = await logs.send(new ListTagsForResourceCommand({ resourceArn }));
  expect(byArn.tags).toEqual(tags);
  const none = { logGroupName: "/none", tags: { a: "b" } };
  await expect(logs.send(new TagLogGroupCommand(none))).rejects.toMatchObject(NOT_FOUND);
  await expect(logs.send(new ListTagsLogGroupCommand(none))).rejects.toMatchObject(NOT_FOUND);
});
