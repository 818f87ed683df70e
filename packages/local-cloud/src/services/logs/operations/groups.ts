import type { LogGroup } from "@aws-sdk/client-cloudwatch-logs";
import { alreadyExists, invalidParameter } from "../errors.ts";
import type { GroupRow } from "../log-store.ts";
import { groupArn, groupNameOf, groupOf, oldestKept, type LogsOperation } from "../state.ts";
import type { LogsState } from "../state.ts";

const NAME = /^[.\-_/#A-Za-z0-9]{1,512}$/;
const RETENTION_DAYS = new Set([
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288,
  3653,
]); // PutRetentionPolicy, retentionInDays
const MAX_PAGE = 50;

/** @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html */
export const createLogGroup: LogsOperation<"CreateLogGroup"> = (input, { state, cloud }) => {
  const name = input.logGroupName ?? "";
  if (!NAME.test(name)) {
    throw invalidParameter(
      `1 validation error detected: Value '${name}' at 'logGroupName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\.\\-_/#A-Za-z0-9]+`,
    );
  }
  if (state.store.group(name) !== undefined) throw alreadyExists("group");
  cloud.store.transaction(() => {
    state.store.createGroup(name, Math.floor(cloud.clock.now()));
    if (input.tags !== undefined) state.tags.put(name, input.tags);
  });
  return {};
};

/** @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DeleteLogGroup.html */
export const deleteLogGroup: LogsOperation<"DeleteLogGroup"> = (input, { state, cloud }) => {
  const group = groupOf(state, input.logGroupName);
  cloud.store.transaction(() => {
    state.store.deleteGroup(group);
    state.tags.delete(group.name);
  });
  return {};
};

/** @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DescribeLogGroups.html */
export const describeLogGroups: LogsOperation<"DescribeLogGroups"> = (input, { state, cloud }) => {
  const limit = Math.min(input.limit ?? MAX_PAGE, MAX_PAGE);
  const { logGroupNamePrefix: prefix = "", logGroupNamePattern: pattern = "" } = input;
  const wanted = new Set((input.logGroupIdentifiers ?? []).map(groupNameOf));
  const found = state.store
    .groups(input.nextToken ?? "")
    .filter(({ name }) => name.startsWith(prefix))
    .filter(({ name }) => name.toLowerCase().includes(pattern.toLowerCase()))
    .filter(({ name }) => wanted.size === 0 || wanted.has(name));
  const page = found.slice(0, limit);
  return {
    logGroups: page.map((group) => describe(group, groupArn(cloud.config, group.name))),
    nextToken: found.length > limit ? page.at(-1)?.name : undefined,
  };
};

function describe(group: GroupRow, arn: string): LogGroup {
  return {
    logGroupName: group.name,
    creationTime: group.createdAt,
    retentionInDays: group.retentionDays,
    metricFilterCount: 0,
    arn: `${arn}:*`,
    logGroupArn: arn,
    logGroupClass: "STANDARD",
    storedBytes: 0,
  };
}

/** @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html */
export const putRetentionPolicy: LogsOperation<"PutRetentionPolicy"> = (
  input,
  { state, cloud },
) => {
  const group = groupOf(state, input.logGroupName);
  const days = input.retentionInDays ?? 0;
  if (!RETENTION_DAYS.has(days)) {
    const allowed = [...RETENTION_DAYS].join(", ");
    throw invalidParameter(
      `1 validation error detected: Value '${days}' at 'retentionInDays' failed to satisfy constraint: Member must satisfy enum value set: [${allowed}]`,
    );
  }
  state.store.setRetention(group, days);
  expire(state, cloud.clock.now());
  return {};
};

/** @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DeleteRetentionPolicy.html */
export const deleteRetentionPolicy: LogsOperation<"DeleteRetentionPolicy"> = (input, { state }) => {
  state.store.setRetention(groupOf(state, input.logGroupName), undefined);
  return {};
};

/** Removes what has outlived the retention of its group. */
export function expire({ store }: LogsState, now: number): void {
  for (const group of store.groups("")) {
    const oldest = oldestKept(group, now);
    if (oldest > 0) store.deleteOlder(group, oldest);
  }
}
