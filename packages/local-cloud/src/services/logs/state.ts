import type * as Logs from "@aws-sdk/client-cloudwatch-logs";
import type { Cloud, CloudConfig } from "../../cloud.ts";
import type { Operation, OperationName } from "../../service.ts";
import type { Collection } from "../../store/collection.ts";
import { invalidParameter, notFound } from "./errors.ts";
import type { GroupRow, LogStore, StreamRow } from "./log-store.ts";

/** What the CloudWatch Logs plugin keeps. */
export interface LogsState {
  readonly store: LogStore;
  /** Tags of each group, under its name. */
  readonly tags: Collection<Record<string, string>>;
  readonly cloud: Cloud;
}

/** One operation of this service. */
export type LogsOperation<O extends OperationName<typeof Logs>> = Operation<
  typeof Logs,
  O,
  LogsState
>;

/** @throws {AwsError} `ResourceNotFoundException`. */
export function groupOf(state: LogsState, name: string | undefined): GroupRow {
  const group = state.store.group(name ?? "");
  if (group === undefined) throw notFound("group");
  return group;
}

/** @throws {AwsError} `ResourceNotFoundException`. */
export function streamOf(state: LogsState, group: GroupRow, name: string | undefined): StreamRow {
  const stream = state.store.stream(group, name ?? "");
  if (stream === undefined) throw notFound("stream");
  return stream;
}

/**
 * The group that one of two parameters names: by name, or by name or ARN.
 *
 * @throws {AwsError} `InvalidParameterException` when both or neither are given.
 */
export function namedGroup(
  state: LogsState,
  input: { logGroupName?: string | undefined; logGroupIdentifier?: string | undefined },
): GroupRow {
  const { logGroupName: name, logGroupIdentifier: identifier } = input;
  if ((name === undefined) === (identifier === undefined)) {
    throw invalidParameter("Exactly one of logGroupName and logGroupIdentifier must be specified.");
  }
  return groupOf(state, name ?? groupNameOf(identifier ?? ""));
}

/** The name in the ARN of a group, or the name itself. */
export function groupNameOf(arnOrName: string): string {
  return arnOrName.startsWith("arn:")
    ? arnOrName.split(":").slice(6).join(":").replace(/:\*$/, "")
    : arnOrName;
}

/** The ARN of a group, without the `:*` that permissions need. */
export function groupArn(config: CloudConfig, name: string): string {
  return `arn:aws:logs:${config.region}:${config.accountId}:log-group:${name}`;
}

const DAY_MS = 86_400_000;

/** Events before this time have expired. */
export function oldestKept(group: GroupRow, now: number): number {
  return group.retentionDays === undefined ? 0 : now - group.retentionDays * DAY_MS;
}
