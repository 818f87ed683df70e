import type * as Logs from "@aws-sdk/client-cloudwatch-logs";
import type { Cloud } from "../../cloud.ts";
import { definePlugin, type Operations } from "../../service.ts";
import { openLogStore } from "./log-store.ts";
import * as groups from "./operations/groups.ts";
import { putLogEvents } from "./operations/put-log-events.ts";
import * as reads from "./operations/read-events.ts";
import * as streams from "./operations/streams.ts";
import * as tags from "./operations/tags.ts";
import type { LogsState } from "./state.ts";

const operations: Operations<typeof Logs, LogsState> = {
  CreateLogGroup: groups.createLogGroup,
  CreateLogStream: streams.createLogStream,
  DeleteLogGroup: groups.deleteLogGroup,
  DeleteLogStream: streams.deleteLogStream,
  DeleteRetentionPolicy: groups.deleteRetentionPolicy,
  DescribeLogGroups: groups.describeLogGroups,
  DescribeLogStreams: streams.describeLogStreams,
  FilterLogEvents: reads.filterLogEvents,
  GetLogEvents: reads.getLogEvents,
  ListTagsForResource: tags.listTagsForResource,
  ListTagsLogGroup: tags.listTagsLogGroup,
  PutLogEvents: putLogEvents,
  PutRetentionPolicy: groups.putRetentionPolicy,
  TagLogGroup: tags.tagLogGroup,
  TagResource: tags.tagResource,
  UntagResource: tags.untagResource,
};

const EXPIRE_EVERY_MS = 3_600_000;

/** Amazon CloudWatch Logs. */
export const logs = definePlugin<"logs", LogsState>({
  id: "logs",
  operations,
  support: {
    DescribeLogGroups: { level: "partial", note: "storedBytes is always 0" },
    DescribeLogStreams: { level: "partial", note: "storedBytes is always 0" },
    FilterLogEvents: {
      level: "partial",
      note: "no space-delimited patterns; a term matches anywhere in the message",
    },
  },
  open: (cloud) => ({
    cloud,
    store: openLogStore(cloud.store),
    tags: cloud.store.collection("logs.tags"),
  }),
  start: (state, cloud) => expireForEver(state, cloud),
});

function expireForEver(state: LogsState, cloud: Cloud): void {
  if (cloud.stopping.aborted) return;
  groups.expire(state, cloud.clock.now());
  cloud.clock.after(EXPIRE_EVERY_MS, () => expireForEver(state, cloud));
}
