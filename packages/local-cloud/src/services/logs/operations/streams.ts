import type { LogStream } from "@aws-sdk/client-cloudwatch-logs";
import { alreadyExists, invalidParameter } from "../errors.ts";
import type { StreamRow } from "../log-store.ts";
import { groupArn, groupOf, namedGroup, streamOf, type LogsOperation } from "../state.ts";

const NAME = /^[^:*]{1,512}$/;
const MAX_PAGE = 50;

/** @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogStream.html */
export const createLogStream: LogsOperation<"CreateLogStream"> = (input, { state, cloud }) => {
  const group = groupOf(state, input.logGroupName);
  const name = input.logStreamName ?? "";
  if (!NAME.test(name)) {
    throw invalidParameter(
      `1 validation error detected: Value '${name}' at 'logStreamName' failed to satisfy constraint: Member must satisfy regular expression pattern: [^:*]*`,
    );
  }
  if (state.store.stream(group, name) !== undefined) throw alreadyExists("stream");
  state.store.createStream(group, name, Math.floor(cloud.clock.now()));
  return {};
};

/** @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DeleteLogStream.html */
export const deleteLogStream: LogsOperation<"DeleteLogStream"> = (input, { state }) => {
  const group = groupOf(state, input.logGroupName);
  state.store.deleteStream(streamOf(state, group, input.logStreamName));
  return {};
};

/** @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DescribeLogStreams.html */
export const describeLogStreams: LogsOperation<"DescribeLogStreams"> = (
  input,
  { state, cloud },
) => {
  const group = namedGroup(state, input);
  const byTime = input.orderBy === "LastEventTime";
  const prefix = input.logStreamNamePrefix ?? "";
  if (byTime && prefix !== "") {
    throw invalidParameter("Cannot order by LastEventTime with a logStreamNamePrefix.");
  }
  const all = state.store.streams(group).filter(({ name }) => name.startsWith(prefix));
  if (byTime) all.sort((a, b) => (a.lastAt ?? 0) - (b.lastAt ?? 0));
  const ordered = input.descending === true ? all.toReversed() : all;
  const start = Number.parseInt(input.nextToken ?? "0", 10) || 0;
  const end = start + Math.min(input.limit ?? MAX_PAGE, MAX_PAGE);
  const arn = groupArn(cloud.config, group.name);
  return {
    logStreams: ordered.slice(start, end).map((stream) => describe(stream, arn)),
    nextToken: end < ordered.length ? String(end) : undefined,
  };
};

function describe(stream: StreamRow, arn: string): LogStream {
  return {
    logStreamName: stream.name,
    creationTime: stream.createdAt,
    firstEventTimestamp: stream.firstAt,
    lastEventTimestamp: stream.lastAt,
    lastIngestionTime: stream.ingestedAt,
    uploadSequenceToken: String(stream.id).padStart(56, "0"),
    arn: `${arn}:log-stream:${stream.name}`,
    storedBytes: 0,
  };
}
