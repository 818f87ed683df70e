import {
  CloudWatchClient,
  DeleteAlarmsCommand,
  DeleteDashboardsCommand,
  DescribeAlarmsCommand,
  GetDashboardCommand,
  GetMetricDataCommand,
  GetMetricStatisticsCommand,
  ListMetricsCommand,
  PutDashboardCommand,
  PutMetricAlarmCommand,
  PutMetricDataCommand,
  SetAlarmStateCommand,
} from "@aws-sdk/client-cloudwatch";
import { describe, expect, test } from "vitest";
import { createClock } from "../src/clock.ts";
import { cloudwatch as plugin } from "../src/services/cloudwatch/index.ts";
import { startTestCloud } from "../src/testing.ts";

const NOON = Date.UTC(2026, 0, 15, 12);
const Dimensions = [{ Name: "stage", Value: "prod" }];
const RANGE = { StartTime: new Date(NOON), EndTime: new Date(NOON + 300_000) };

async function start() {
  const clock = createClock({ pace: "manual", startMs: NOON });
  const cloud = await startTestCloud({ plugins: [plugin], clock });
  return { cloud, client: cloud.client(CloudWatchClient) };
}

function datumAt(seconds: number, value: number) {
  return {
    MetricName: "latency",
    Dimensions,
    Timestamp: new Date(NOON + seconds * 1000),
    Value: value,
    Unit: "Milliseconds" as const,
  };
}

async function withData() {
  const started = await start();
  await started.client.send(
    new PutMetricDataCommand({
      Namespace: "app",
      MetricData: [datumAt(0, 1), datumAt(10, 3), datumAt(59, 8), datumAt(60, 100)],
    }),
  );
  return started;
}

describe("metrics", () => {
  test("are summed up by period", async () => {
    const { client } = await withData();
    const { Datapoints } = await client.send(
      new GetMetricStatisticsCommand({
        ...RANGE,
        Namespace: "app",
        MetricName: "latency",
        Dimensions,
        Period: 60,
        Statistics: ["Sum", "Average", "Minimum", "Maximum", "SampleCount"],
        ExtendedStatistics: ["p50"],
      }),
    );
    expect(Datapoints).toEqual([
      {
        Timestamp: new Date(NOON),
        Unit: "Milliseconds",
        Sum: 12,
        Average: 4,
        Minimum: 1,
        Maximum: 8,
        SampleCount: 3,
        ExtendedStatistics: { p50: 3 },
      },
      expect.objectContaining({ Timestamp: new Date(NOON + 60_000), Sum: 100 }),
    ]);
  });

  test("are answered newest first, and belong to their dimensions", async () => {
    const { client } = await withData();
    const query = (dimensions: typeof Dimensions) => ({
      Id: "q",
      MetricStat: {
        Metric: { Namespace: "app", MetricName: "latency", Dimensions: dimensions },
        Period: 60,
        Stat: "Maximum",
      },
    });
    const values = async (dimensions: typeof Dimensions) => {
      const input = { ...RANGE, MetricDataQueries: [query(dimensions)] };
      return (await client.send(new GetMetricDataCommand(input))).MetricDataResults?.[0]?.Values;
    };
    expect(await values(Dimensions)).toEqual([100, 8]);
    expect(await values([{ Name: "stage", Value: "dev" }])).toEqual([]);
  });

  test("are listed, and survive a restart", async () => {
    const { cloud } = await withData();
    const again = (await cloud.restart()).client(CloudWatchClient);
    const { Metrics } = await again.send(new ListMetricsCommand({ Namespace: "app" }));
    expect(Metrics).toEqual([{ Namespace: "app", MetricName: "latency", Dimensions }]);
  });

  test.each([
    ["no value", { MetricName: "m" }, "MissingRequiredParameterException"],
    [
      "a value that is no number",
      { MetricName: "m", Value: Number.NaN },
      "InvalidParameterValueException",
    ],
  ])("are refused with %s", async (_kind, datum, name) => {
    const { client } = await start();
    const put = client.send(new PutMetricDataCommand({ Namespace: "a", MetricData: [datum] }));
    await expect(put).rejects.toMatchObject({ name });
  });
});

test("alarms are kept and change their state on demand", async () => {
  const { client } = await start();
  const AlarmName = "late";
  await client.send(
    new PutMetricAlarmCommand({
      AlarmName,
      Namespace: "app",
      MetricName: "latency",
      ComparisonOperator: "GreaterThanThreshold",
      EvaluationPeriods: 1,
      Threshold: 5,
      Period: 60,
      Statistic: "Maximum",
    }),
  );
  const read = async () => (await client.send(new DescribeAlarmsCommand({}))).MetricAlarms;
  expect(await read()).toMatchObject([
    {
      AlarmName,
      AlarmArn: "arn:aws:cloudwatch:eu-west-1:000000000000:alarm:late",
      StateValue: "INSUFFICIENT_DATA",
      Threshold: 5,
    },
  ]);
  await client.send(
    new SetAlarmStateCommand({ AlarmName, StateValue: "ALARM", StateReason: "test" }),
  );
  expect(await read()).toMatchObject([{ StateValue: "ALARM", StateReason: "test" }]);
  await client.send(new DeleteAlarmsCommand({ AlarmNames: [AlarmName] }));
  expect(await read()).toEqual([]);
});

test("dashboards are kept as they are", async () => {
  const { client } = await start();
  const DashboardName = "main";
  await client.send(new PutDashboardCommand({ DashboardName, DashboardBody: '{"widgets":[]}' }));
  const found = await client.send(new GetDashboardCommand({ DashboardName }));
  expect(found.DashboardBody).toBe('{"widgets":[]}');
  await client.send(new DeleteDashboardsCommand({ DashboardNames: [DashboardName] }));
  await expect(client.send(new GetDashboardCommand({ DashboardName }))).rejects.toMatchObject({
    message: "Dashboard main does not exist",
  });
});
