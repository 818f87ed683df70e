import {
  CloudWatchClient,
  GetMetricStatisticsCommand,
  ListDashboardsCommand,
  ListTagsForResourceCommand,
  PutDashboardCommand,
  PutMetricAlarmCommand,
  TagResourceCommand,
  UntagResourceCommand,
} from "@aws-sdk/client-cloudwatch";
import { expect, test } from "vitest";
import { cloudwatch as plugin } from "../src/services/cloudwatch/index.ts";
import { startTestCloud } from "../src/testing.ts";

async function start(): Promise<CloudWatchClient> {
  return (await startTestCloud({ plugins: [plugin] })).client(CloudWatchClient);
}

test("dashboards are listed by prefix with their size", async () => {
  const client = await start();
  const DashboardBody = '{"widgets":[]}';
  for (const DashboardName of ["app-a", "app-b", "other"]) {
    await client.send(new PutDashboardCommand({ DashboardName, DashboardBody }));
  }
  const { DashboardEntries } = await client.send(
    new ListDashboardsCommand({ DashboardNamePrefix: "app-" }),
  );
  expect(DashboardEntries).toMatchObject([
    {
      DashboardName: "app-a",
      DashboardArn: "arn:aws:cloudwatch::000000000000:dashboard/app-a",
      Size: DashboardBody.length,
      LastModified: expect.any(Date),
    },
    { DashboardName: "app-b" },
  ]);
});

test("the tags of an alarm come and go", async () => {
  const client = await start();
  await client.send(
    new PutMetricAlarmCommand({
      AlarmName: "slow",
      Namespace: "app",
      MetricName: "latency",
      Statistic: "Average",
      Period: 60,
      EvaluationPeriods: 1,
      Threshold: 1,
      ComparisonOperator: "GreaterThanThreshold",
      Tags: [{ Key: "team", Value: "a" }],
    }),
  );
  const ResourceARN = "arn:aws:cloudwatch:eu-west-1:000000000000:alarm:slow";
  await client.send(new TagResourceCommand({ ResourceARN, Tags: [{ Key: "tier", Value: "1" }] }));
  await client.send(new UntagResourceCommand({ ResourceARN, TagKeys: ["team"] }));
  const { Tags } = await client.send(new ListTagsForResourceCommand({ ResourceARN }));
  expect(Tags).toEqual([{ Key: "tier", Value: "1" }]);
  await expect(
    client.send(new ListTagsForResourceCommand({ ResourceARN: `${ResourceARN}-none` })),
  ).rejects.toMatchObject({
    name: "ResourceNotFoundException",
    $metadata: { httpStatusCode: 404 },
  });
});

test("statistics are refused for a range that could hold more than 1440 datapoints", async () => {
  const client = await start();
  const EndTime = new Date();
  const statistics = (seconds: number) =>
    client.send(
      new GetMetricStatisticsCommand({
        Namespace: "app",
        MetricName: "latency",
        Statistics: ["Sum"],
        Period: 60,
        StartTime: new Date(EndTime.getTime() - seconds * 1000),
        EndTime,
      }),
    );
  expect((await statistics(86_400)).Datapoints).toEqual([]);
  await expect(statistics(86_460)).rejects.toMatchObject({
    name: "InvalidParameterCombinationException",
    message: expect.stringContaining("1,441 datapoints"),
  });
});
