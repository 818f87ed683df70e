import type * as EventBridge from "@aws-sdk/client-eventbridge";
import {
  arnOf,
  passRole,
  type Needs,
  type Permission,
  type PermissionTable,
  type Place,
} from "./permission.ts";

/** A bus is named by its name or ARN; the default one by nothing. */
function busArn(name: string | undefined, place: Place): string {
  if (name?.startsWith("arn:") === true) return name;
  return arnOf(place, "events", `event-bus/${name ?? "default"}`);
}

interface RuleInput {
  readonly Name?: string | undefined;
  readonly Rule?: string | undefined;
  readonly EventBusName?: string | undefined;
}

function ruleArn({ Name, Rule, EventBusName }: RuleInput, place: Place): string {
  const bus = EventBusName?.split("/").at(-1) ?? "default";
  const name = Name ?? Rule ?? "";
  return arnOf(place, "events", `rule/${bus === "default" ? name : `${bus}/${name}`}`);
}

const onRule = (input: RuleInput, place: Place): Needs => [ruleArn(input, place)];
const onBus = ({ Name }: { Name?: string | undefined }, place: Place): Needs => [
  busArn(Name, place),
];
const onArchive = (
  { ArchiveName = "" }: { ArchiveName?: string | undefined },
  place: Place,
): Needs => [arnOf(place, "events", `archive/${ArchiveName}`)];
const onReplay = (
  { ReplayName = "" }: { ReplayName?: string | undefined },
  place: Place,
): Needs => [arnOf(place, "events", `replay/${ReplayName}`)];
/** Connections and API destinations have no UUID in policies. */
const onConnection = ({ Name = "" }: { Name?: string | undefined }, place: Place): Needs => [
  arnOf(place, "events", `connection/${Name}`),
];
const onDestination = ({ Name = "" }: { Name?: string | undefined }, place: Place): Needs => [
  arnOf(place, "events", `api-destination/${Name}`),
];
const onTagged = ({ ResourceARN = "*" }: { ResourceARN?: string | undefined }): Needs => [
  ResourceARN,
];

function putEvent(entry: EventBridge.PutEventsRequestEntry, place: Place): Permission {
  const context = { "events:source": entry.Source, "events:detail-type": entry.DetailType };
  return { action: "events:PutEvents", resource: busArn(entry.EventBusName, place), context };
}

const EVENTS_SERVICE = "events.amazonaws.com";

/**
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoneventbridge.html
 */
export const EVENTS_PERMISSIONS: PermissionTable<typeof EventBridge> = {
  CancelReplay: onReplay,
  CreateApiDestination: onDestination,
  CreateArchive: (input, place) => [...onArchive(input, place), input.EventSourceArn ?? "*"],
  CreateConnection: onConnection,
  CreateEventBus: onBus,
  DeauthorizeConnection: onConnection,
  DeleteApiDestination: onDestination,
  DeleteArchive: onArchive,
  DeleteConnection: onConnection,
  DeleteEventBus: onBus,
  DeleteRule: onRule,
  DescribeApiDestination: onDestination,
  DescribeArchive: onArchive,
  DescribeConnection: onConnection,
  DescribeEventBus: onBus,
  DescribeReplay: onReplay,
  DescribeRule: onRule,
  DisableRule: onRule,
  EnableRule: onRule,
  ListRules: (_input, place) => [arnOf(place, "events", "rule/*")],
  ListTagsForResource: onTagged,
  ListTargetsByRule: onRule,
  PutEvents: ({ Entries = [] }, place) => Entries.map((entry) => putEvent(entry, place)),
  PutRule: (input, place) => [ruleArn(input, place), ...passRole(input.RoleArn, EVENTS_SERVICE)],
  PutTargets: (input, place) => [
    {
      action: "events:PutTargets",
      resource: ruleArn({ Rule: input.Rule, EventBusName: input.EventBusName }, place),
      context: { "events:TargetArn": (input.Targets ?? []).flatMap(({ Arn }) => Arn ?? []) },
    },
    ...(input.Targets ?? []).flatMap(({ RoleArn }) => passRole(RoleArn, EVENTS_SERVICE)),
  ],
  RemoveTargets: onRule,
  StartReplay: (input, place) => [
    ...onReplay(input, place),
    input.EventSourceArn ?? "*",
    ...(input.Destination?.Arn === undefined ? [] : [input.Destination.Arn]),
  ],
  TagResource: onTagged,
  UntagResource: onTagged,
  UpdateApiDestination: onDestination,
  UpdateArchive: onArchive,
  UpdateConnection: onConnection,
};
