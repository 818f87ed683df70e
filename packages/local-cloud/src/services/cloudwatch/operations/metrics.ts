import type {
  Datapoint,
  Dimension,
  MetricDataQuery,
  MetricDatum,
  StatisticSet,
} from "@aws-sdk/client-cloudwatch";
import { AwsError, NotEmulatedError } from "../../../errors.ts";
import { invalidParameter, missingParameter } from "../errors.ts";
import type { MetricKey, Sample } from "../metric-store.ts";
import { groupByPeriod, statisticOf, type Period } from "../statistics.ts";
import type { CloudWatchOperation, CloudWatchState } from "../state.ts";

const MAX_DATA = 1000; // metrics per PutMetricData; CloudWatch quotas
const MAX_PAGE = 500; // metrics per answer of ListMetrics
const MAX_DATAPOINTS = 1440; // per GetMetricStatistics

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricData.html */
export const putMetricData: CloudWatchOperation<"PutMetricData"> = (input, { state, cloud }) => {
  if (input.EntityMetricData !== undefined) {
    throw new NotEmulatedError("cloudwatch:PutMetricData", "EntityMetricData");
  }
  const { Namespace: namespace = "", MetricData: data = [] } = input;
  if (data.length > MAX_DATA) {
    throw invalidParameter("The collection MetricData must not have a size greater than 1000.");
  }
  const now = Math.floor(cloud.clock.now());
  const read = data.map((datum) => ({
    key: keyOf(namespace, datum.MetricName, datum.Dimensions),
    samples: samplesOf(datum, now),
  }));
  cloud.store.transaction(() => {
    for (const { key, samples } of read) state.metrics.add(key, samples);
  });
  return {};
};

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_ListMetrics.html */
export const listMetrics: CloudWatchOperation<"ListMetrics"> = (input, { state }) => {
  const wanted = input.Dimensions ?? [];
  const found = state.metrics
    .list()
    .filter(({ namespace }) => input.Namespace === undefined || namespace === input.Namespace)
    .filter(({ name }) => input.MetricName === undefined || name === input.MetricName)
    .filter(({ dimensions }) =>
      wanted.every(({ Name, Value }) =>
        dimensions.some(([name, value]) => name === Name && (Value ?? value) === value),
      ),
    );
  const start = Number.parseInt(input.NextToken ?? "0", 10) || 0;
  const end = start + MAX_PAGE;
  return {
    Metrics: found.slice(start, end).map(({ namespace, name, dimensions }) => ({
      Namespace: namespace,
      MetricName: name,
      Dimensions: dimensions.map(([Name, Value]) => ({ Name, Value })),
    })),
    NextToken: end < found.length ? String(end) : undefined,
  };
};

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricStatistics.html */
export const getMetricStatistics: CloudWatchOperation<"GetMetricStatistics"> = (
  input,
  { state },
) => {
  const statistics = [...(input.Statistics ?? []), ...(input.ExtendedStatistics ?? [])];
  if (statistics.length === 0) {
    throw missingParameter("The parameter Statistics or ExtendedStatistics must be set.");
  }
  const key = keyOf(input.Namespace, input.MetricName, input.Dimensions);
  const range = rangeOf(input.StartTime, input.EndTime);
  const periodSeconds = checkPeriod(input.Period);
  // What could be there counts, not what is.
  const asked = Math.ceil((range.to - range.from) / (periodSeconds * 1000));
  if (asked > MAX_DATAPOINTS) throw tooManyDatapoints(asked);
  const samples = state.metrics
    .samples(key, range.from, range.to)
    .filter(({ unit }) => input.Unit === undefined || unit === input.Unit);
  const periods = groupByPeriod(samples, periodSeconds);
  return {
    Label: input.MetricName,
    Datapoints: periods.map((period) => datapointOf(period, statistics)),
  };
};

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html */
export const getMetricData: CloudWatchOperation<"GetMetricData"> = (input, { state }) => {
  const range = rangeOf(input.StartTime, input.EndTime);
  const newestFirst = input.ScanBy !== "TimestampAscending";
  const results = (input.MetricDataQueries ?? []).map((query) => {
    const points = pointsOf(query, range, state);
    const ordered = newestFirst ? points.toReversed() : points;
    return {
      Id: query.Id,
      Label: query.Label ?? query.MetricStat?.Metric?.MetricName,
      Timestamps: ordered.map(({ at }) => new Date(at)),
      Values: ordered.map(({ value }) => value),
      StatusCode: "Complete" as const,
    };
  });
  return { MetricDataResults: results, Messages: [] };
};

interface Range {
  readonly from: number;
  readonly to: number;
}

function pointsOf(
  { MetricStat: stat }: MetricDataQuery,
  range: Range,
  state: CloudWatchState,
): { at: number; value: number }[] {
  if (stat === undefined) throw new NotEmulatedError("cloudwatch:GetMetricData", "Expression");
  const { Namespace, MetricName, Dimensions } = stat.Metric ?? {};
  const samples = state.metrics.samples(
    keyOf(Namespace, MetricName, Dimensions),
    range.from,
    range.to,
  );
  return groupByPeriod(samples, checkPeriod(stat.Period)).map((period) => ({
    at: period.at,
    value: statisticOf(stat.Stat ?? "", period.samples),
  }));
}

function datapointOf({ at, samples }: Period, statistics: readonly string[]): Datapoint {
  const values = statistics.map((name) => [name, statisticOf(name, samples)] as const);
  const extended = values.filter(([name]) => name.startsWith("p"));
  const plain = values.filter(([name]) => !name.startsWith("p"));
  return {
    Timestamp: new Date(at),
    // oxlint-disable-next-line typescript/consistent-type-assertions -- of the samples as given
    Unit: samples[0]?.unit as Datapoint["Unit"],
    ...Object.fromEntries(plain),
    ...(extended.length > 0 && { ExtendedStatistics: Object.fromEntries(extended) }),
  };
}

function keyOf(namespace = "", name = "", dimensions: readonly Dimension[] = []): MetricKey {
  const pairs = dimensions.map(({ Name = "", Value = "" }) => [Name, Value] as const);
  return { namespace, name, dimensions: pairs.sort(([a], [b]) => (a < b ? -1 : 1)) };
}

function samplesOf(datum: MetricDatum, now: number): Sample[] {
  const at = datum.Timestamp?.getTime() ?? now;
  const unit = datum.Unit ?? "None";
  if (datum.StatisticValues !== undefined) return setOf(datum.StatisticValues, { at, unit });
  const values = datum.Values ?? (datum.Value === undefined ? [] : [datum.Value]);
  if (values.length === 0) {
    throw missingParameter(
      "At least one of the parameters Value, Values and StatisticValues must be specified.",
    );
  }
  return values.map((value, index) => {
    const count = datum.Counts?.[index] ?? 1;
    return checked({ at, min: value, max: value, sum: value * count, count, unit });
  });
}

function setOf(set: StatisticSet, { at, unit }: { at: number; unit: string }): Sample[] {
  const { Minimum: min = 0, Maximum: max = 0, Sum: sum = 0, SampleCount: count = 0 } = set;
  return count > 0 ? [checked({ at, min, max, sum, count, unit })] : [];
}

function checked(sample: Sample): Sample {
  if ([sample.min, sample.max, sample.sum, sample.count].every(Number.isFinite)) return sample;
  throw invalidParameter(
    "The value for parameter MetricData.member.1.Value must be a finite number.",
  );
}

function rangeOf(start: Date | undefined, end: Date | undefined): Range {
  const range = { from: start?.getTime() ?? 0, to: end?.getTime() ?? 0 };
  if (range.from < range.to) return range;
  throw invalidParameter("The parameter StartTime must be less than the parameter EndTime.");
}

function tooManyDatapoints(asked: number): AwsError {
  return new AwsError(
    "InvalidParameterCombination",
    `You have requested up to ${asked.toLocaleString("en-US")} datapoints, which exceeds the limit of 1,440. You may reduce the datapoints requested by increasing Period, or decreasing the time range.`,
  );
}

function checkPeriod(seconds = 0): number {
  const allowed = [1, 5, 10, 20, 30].includes(seconds) || (seconds > 0 && seconds % 60 === 0);
  if (allowed) return seconds;
  throw invalidParameter(`Period must be 1, 5, 10, 20, 30 or a multiple of 60, not ${seconds}.`);
}
