import type { MetricAlarm } from "@aws-sdk/client-cloudwatch";
import { AwsError } from "../../../errors.ts";
import { present } from "../../../present.ts";
import { missingParameter } from "../errors.ts";
import type { AlarmRecord, CloudWatchOperation, CloudWatchState } from "../state.ts";

const MAX_PAGE = 100;

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html */
export const putMetricAlarm: CloudWatchOperation<"PutMetricAlarm"> = (input, { state, cloud }) => {
  const { Tags, AlarmName = "", ...given } = input;
  if (given.MetricName === undefined && given.Metrics === undefined) {
    throw missingParameter("The parameter MetricName or Metrics must be specified.");
  }
  const { region, accountId } = cloud.config;
  const AlarmArn = `arn:aws:cloudwatch:${region}:${accountId}:alarm:${AlarmName}`;
  const old = state.alarms.get(AlarmName);
  const now = cloud.clock.now();
  const tags = Object.fromEntries((Tags ?? []).map(({ Key = "", Value = "" }) => [Key, Value]));
  const alarm: AlarmRecord = {
    state: "INSUFFICIENT_DATA",
    reason: "Unchecked: Initial alarm creation",
    stateAt: now,
    tags,
    ...old,
    settings: { ActionsEnabled: true, ...present(given), AlarmName, AlarmArn },
    changedAt: now,
  };
  state.alarms.put(AlarmName, alarm);
  return {};
};

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html */
export const describeAlarms: CloudWatchOperation<"DescribeAlarms"> = (input, { state }) => {
  const { AlarmNames: names, AlarmNamePrefix: prefix = "", StateValue: wanted } = input;
  const found = state.alarms
    .entries({ prefix, after: input.NextToken ?? "" })
    .map(([, alarm]) => alarm)
    .filter(({ settings }) => names === undefined || names.includes(settings.AlarmName))
    .filter((alarm) => wanted === undefined || alarm.state === wanted);
  const page = found.slice(0, Math.min(input.MaxRecords ?? MAX_PAGE, MAX_PAGE));
  return {
    MetricAlarms: page.map(describe),
    CompositeAlarms: [],
    NextToken: page.length < found.length ? page.at(-1)?.settings.AlarmName : undefined,
  };
};

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DeleteAlarms.html */
export const deleteAlarms: CloudWatchOperation<"DeleteAlarms"> = (input, { state }) => {
  for (const name of input.AlarmNames ?? []) state.alarms.delete(name);
  return {};
};

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_SetAlarmState.html */
export const setAlarmState: CloudWatchOperation<"SetAlarmState"> = (input, { state, cloud }) => {
  const alarm = find(input.AlarmName, state.alarms.get(input.AlarmName ?? ""));
  const { StateValue, StateReason = "", StateReasonData: reasonData } = input;
  const next: AlarmRecord = {
    ...alarm,
    ...present({ reasonData }),
    state: StateValue ?? alarm.state,
    reason: StateReason,
    stateAt: cloud.clock.now(),
  };
  state.alarms.put(alarm.settings.AlarmName, next);
  return {};
};

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_ListTagsForResource.html */
export const listTagsForResource: CloudWatchOperation<"ListTagsForResource"> = (
  input,
  { state },
) => {
  const { tags } = findByArn(input.ResourceARN, state);
  return { Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) };
};

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_TagResource.html */
export const tagResource: CloudWatchOperation<"TagResource"> = (input, { state }) => {
  const alarm = findByArn(input.ResourceARN, state);
  const given = (input.Tags ?? []).map(({ Key = "", Value = "" }) => [Key, Value]);
  const tags = { ...alarm.tags, ...Object.fromEntries(given) };
  state.alarms.put(alarm.settings.AlarmName, { ...alarm, tags });
  return {};
};

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_UntagResource.html */
export const untagResource: CloudWatchOperation<"UntagResource"> = (input, { state }) => {
  const alarm = findByArn(input.ResourceARN, state);
  const gone = new Set(input.TagKeys);
  const tags = Object.fromEntries(Object.entries(alarm.tags).filter(([key]) => !gone.has(key)));
  state.alarms.put(alarm.settings.AlarmName, { ...alarm, tags });
  return {};
};

function findByArn(arn: string | undefined, { alarms }: CloudWatchState): AlarmRecord {
  const name = (arn ?? "").split(":").slice(6).join(":");
  const alarm = alarms.get(name);
  if (alarm !== undefined) return alarm;
  // The operations on tags have a code of their own.
  throw new AwsError("ResourceNotFoundException", `Unknown alarm: ${name}`, { status: 404 });
}

function find(name: string | undefined, alarm: AlarmRecord | undefined): AlarmRecord {
  if (alarm !== undefined) return alarm;
  throw new AwsError("ResourceNotFound", `Unknown alarm: ${name ?? ""}`, { status: 404 });
}

function describe(alarm: AlarmRecord): MetricAlarm {
  return {
    ...alarm.settings,
    StateValue: alarm.state,
    StateReason: alarm.reason,
    StateReasonData: alarm.reasonData,
    StateUpdatedTimestamp: new Date(alarm.stateAt),
    StateTransitionedTimestamp: new Date(alarm.stateAt),
    AlarmConfigurationUpdatedTimestamp: new Date(alarm.changedAt),
  };
}
