import { definePlugin } from "../../service.ts";
import { handleReplays } from "./archives/run-replay.ts";
import { handleInvocations } from "./deliver.ts";
import { openEvents, type EventsState } from "./events-state.ts";
import { createArchive, updateArchive } from "./operations/create-archive.ts";
import { createEventBus } from "./operations/create-event-bus.ts";
import { deleteArchive } from "./operations/delete-archive.ts";
import { deleteEventBus } from "./operations/delete-event-bus.ts";
import { deleteRule } from "./operations/delete-rule.ts";
import { describeArchive, listArchives } from "./operations/describe-archive.ts";
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
    CreateArchive: createArchive,
    CreateEventBus: createEventBus,
    DeleteArchive: deleteArchive,
    DeleteEventBus: deleteEventBus,
    DeleteRule: deleteRule,
    DescribeArchive: describeArchive,
    DescribeEventBus: describeEventBus,
    DescribeReplay: describeReplay,
    DescribeRule: describeRule,
    DisableRule: disableRule,
    EnableRule: enableRule,
    ListArchives: listArchives,
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
    UpdateArchive: updateArchive,
  },
  support: {
    CreateArchive: {
      level: "partial",
      note: "events are archived at once, and no managed rule Events-Archive-<name> shows on the bus",
    },
    CreateEventBus: { level: "partial", note: "no partner sources, dead-letter queue or logs" },
    PutPermission: { level: "partial", note: "no Condition" },
    PutRule: { level: "partial", note: "schedules with rate() only" },
    PutTargets: {
      level: "partial",
      note: "functions, queues, topics, state machines, log groups and buses of this cloud; the role of a bus target is not checked",
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
