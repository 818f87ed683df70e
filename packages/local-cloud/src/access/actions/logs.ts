import type * as Logs from "@aws-sdk/client-cloudwatch-logs";
import { arnOf, type Needs, type PermissionTable, type Place } from "./permission.ts";

interface GroupInput {
  readonly logGroupName?: string | undefined;
  readonly logGroupIdentifier?: string | undefined;
  readonly logStreamName?: string | undefined;
}

/** Groups are streams without a name to the permissions of CloudWatch Logs. */
function onGroup(input: GroupInput, place: Place): Needs {
  const named = input.logGroupName ?? input.logGroupIdentifier ?? "";
  const group = named.startsWith("arn:")
    ? named.replace(/:\*$/, "")
    : arnOf(place, "logs", `log-group:${named}`);
  return [`${group}:log-stream:${input.logStreamName ?? ""}`];
}

const onTagged = ({ resourceArn = "*" }: { resourceArn?: string | undefined }): Needs => [
  resourceArn,
];
const withoutStream = (input: GroupInput, place: Place): Needs =>
  onGroup({ ...input, logStreamName: undefined }, place);

/**
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudwatchlogs.html
 */
export const LOGS_PERMISSIONS: PermissionTable<typeof Logs> = {
  CreateLogGroup: withoutStream,
  CreateLogStream: onGroup,
  DeleteLogGroup: withoutStream,
  DeleteLogStream: onGroup,
  DeleteRetentionPolicy: withoutStream,
  DescribeLogGroups: (_input, place) => [arnOf(place, "logs", "log-group::log-stream:")],
  DescribeLogStreams: withoutStream,
  FilterLogEvents: withoutStream,
  GetLogEvents: onGroup,
  ListTagsForResource: onTagged,
  ListTagsLogGroup: withoutStream,
  PutLogEvents: onGroup,
  PutRetentionPolicy: withoutStream,
  TagLogGroup: withoutStream,
  TagResource: onTagged,
  UntagLogGroup: withoutStream,
  UntagResource: onTagged,
};
