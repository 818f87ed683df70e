import { definePlugin } from "../../service.ts";
import { handleReplays } from "./archives/run-replay.ts";
import { handleInvocations } from "./deliver.ts";
import { openEvents, type EventsState } from "./events-state.ts";
import { createArchive, updateArchive } from "./operations/create-archive.ts";
import { createApiDestination, updateApiDestination } from "./operations/create-api-destination.ts";
import { createConnection, updateConnection } from "./operations/create-connection.ts";
import { createEventBus } from "./operations/create-event-bus.ts";
import { deleteArchive } from "./operations/delete-archive.ts";
import { deauthorizeConnection, deleteConnection } from "./operations/delete-connection.ts";
import { deleteEventBus } from "./operations/delete-event-bus.ts";
import { deleteRule } from "./operations/delete-rule.ts";
import { describeArchive, listArchives } from "./operations/describe-archive.ts";
import {
  deleteApiDestination,
  describeApiDestination,
  listApiDestinations,
} from "./operations/describe-api-destination.ts";
import { describeConnection, listConnections } from "./operations/describe-connection.ts";
import { describeEventBus } from "./operations/describe-event-bus.ts";
import { cancelReplay, describeReplay, listReplays } from "./operations/describe-replay.ts";
import { describeRule } from "./operations/describe-rule.ts";
import { listEventBuses } from "./operations/list-event-buses.ts";
import { listRuleNamesByTarget } from "./operations/list-rule-names-by-target.ts";
import { listRules } from "./operations/list-rules.ts";
import { listTargetsByRule } from "./operations/list-targets-by-rule.ts";
import { putEvents } from "./operations/put-events.ts";
import { putPermission, removePermission } from "./operations/put-permission.ts";
import { putRule } from "./operations/put-rule.ts";
import { putTargets } from "./operations/put-targets.ts";
import { removeTargets } from "./operations/remove-targets.ts";
import { disableRule, enableRule } from "./operations/set-rule-state.ts";
import { listTagsForResource, tagResource, untagResource } from "./operations/tag-resource.ts";
import { startReplay } from "./operations/start-replay.ts";
import { testEventPattern } from "./operations/test-event-pattern.ts";
import { handleSchedules } from "./schedule.ts";

/** Amazon EventBridge: buses, rules and the delivery of events to their targets. */
export const events = definePlugin<"events", EventsState>({
  id: "events",
  operations: {
    CancelReplay: cancelReplay,
    CreateApiDestination: createApiDestination,
    CreateArchive: createArchive,
    CreateConnection: createConnection,
    CreateEventBus: createEventBus,
    DeauthorizeConnection: deauthorizeConnection,
    DeleteApiDestination: deleteApiDestination,
    DeleteArchive: deleteArchive,
    DeleteConnection: deleteConnection,
    DeleteEventBus: deleteEventBus,
    DeleteRule: deleteRule,
    DescribeApiDestination: describeApiDestination,
    DescribeArchive: describeArchive,
    DescribeConnection: describeConnection,
    DescribeEventBus: describeEventBus,
    DescribeReplay: describeReplay,
    DescribeRule: describeRule,
    DisableRule: disableRule,
    EnableRule: enableRule,
    ListApiDestinations: listApiDestinations,
    ListArchives: listArchives,
    ListConnections: listConnections,
    ListEventBuses: listEventBuses,
    ListReplays: listReplays,
    ListRuleNamesByTarget: listRuleNamesByTarget,
    ListRules: listRules,
    ListTagsForResource: listTagsForResource,
    ListTargetsByRule: listTargetsByRule,
    PutEvents: putEvents,
    PutPermission: putPermission,
    PutRule: putRule,
    PutTargets: putTargets,
    RemovePermission: removePermission,
    RemoveTargets: removeTargets,
    StartReplay: startReplay,
    TagResource: tagResource,
    TestEventPattern: testEventPattern,
    UntagResource: untagResource,
    UpdateApiDestination: updateApiDestination,
    UpdateArchive: updateArchive,
    UpdateConnection: updateConnection,
  },
  support: {
    CreateApiDestination: {
      level: "partial",
      note: "an endpoint that is not on this machine is not called: its requests land in the inbox",
    },
    CreateArchive: {
      level: "partial",
      note: "events are archived at once, and no managed rule Events-Archive-<name> shows on the bus",
    },
    CreateConnection: {
      level: "partial",
      note: "OAuth asks for its token at the first call, not on creation; no private endpoints",
    },
    CreateEventBus: { level: "partial", note: "no partner sources, dead-letter queue or logs" },
    PutPermission: { level: "partial", note: "no Condition" },
    PutTargets: {
      level: "partial",
      note: "API destinations, delivery streams, functions, queues, topics, state machines, log groups and buses of this cloud; the role of a bus target is not checked",
    },
  },
  open(cloud) {
    const state = openEvents(cloud);
    handleInvocations(state);
    handleReplays(state);
    handleSchedules(state);
    return state;
  },
});
