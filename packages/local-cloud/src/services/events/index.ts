import { definePlugin } from "../../service.ts";
import { handleInvocations } from "./deliver.ts";
import { openEvents, type EventsState } from "./events-state.ts";
import { createEventBus } from "./operations/create-event-bus.ts";
import { deleteEventBus } from "./operations/delete-event-bus.ts";
import { deleteRule } from "./operations/delete-rule.ts";
import { describeEventBus } from "./operations/describe-event-bus.ts";
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
import { testEventPattern } from "./operations/test-event-pattern.ts";
import { handleSchedules } from "./schedule.ts";

/** Amazon EventBridge: buses, rules and the delivery of events to their targets. */
export const events = definePlugin<"events", EventsState>({
  id: "events",
  operations: {
    CreateEventBus: createEventBus,
    DeleteEventBus: deleteEventBus,
    DeleteRule: deleteRule,
    DescribeEventBus: describeEventBus,
    DescribeRule: describeRule,
    DisableRule: disableRule,
    EnableRule: enableRule,
    ListEventBuses: listEventBuses,
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
    TagResource: tagResource,
    TestEventPattern: testEventPattern,
    UntagResource: untagResource,
  },
  support: {
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
    handleSchedules(state);
    return state;
  },
});
