import type { NotificationConfiguration } from "@aws-sdk/client-s3";
import { invalidArgument } from "../errors.ts";
import { eventMatches, subscriptionsOf, type Subscription } from "./destinations.ts";

const MAX_FILTER_VALUE = 1024; // characters; S3 API reference, FilterRule

/** Every event that S3 lets a configuration name, whether this cloud ever sends it or not. */
const EVENTS = new Set(
  [
    ...["*", "Put", "Post", "Copy", "CompleteMultipartUpload"].map(
      (name) => `ObjectCreated:${name}`,
    ),
    ...["*", "Delete", "DeleteMarkerCreated"].map((name) => `ObjectRemoved:${name}`),
    ...["*", "Post", "Completed", "Delete"].map((name) => `ObjectRestore:${name}`),
    ...["*", "Put", "Delete"].map((name) => `ObjectTagging:${name}`),
    ...["*", "Delete", "DeleteMarkerCreated"].map((name) => `LifecycleExpiration:${name}`),
    ...[
      "*",
      "OperationFailedReplication",
      "OperationNotTracked",
      "OperationMissedThreshold",
      "OperationReplicatedAfterThreshold",
    ].map((name) => `Replication:${name}`),
    "ReducedRedundancyLostObject",
    "LifecycleTransition",
    "IntelligentTiering",
    "ObjectAcl:Put",
  ].map((name) => `s3:${name}`),
);

const ARN_SERVICE = { lambda: "lambda", sqs: "sqs", sns: "sns" } as const;

/**
 * Checks everything about a notification configuration that needs no look at the destinations.
 *
 * @throws {AwsError} `InvalidArgument`.
 */
export function checkConfiguration(configuration: NotificationConfiguration, region: string): void {
  const subscriptions = subscriptionsOf(configuration);
  checkIds(subscriptions);
  checkFilters(subscriptions);
  for (const { destination, events } of subscriptions) {
    checkArn(destination, region);
    for (const event of events) checkEvent(event);
  }
  for (const [index, left] of subscriptions.entries()) {
    for (const right of subscriptions.slice(index + 1)) checkOverlap(left, right);
  }
}

function checkIds(subscriptions: readonly Subscription[]): void {
  const ids = subscriptions.map(({ id }) => id).filter((id) => id !== "");
  if (new Set(ids).size === ids.length) return;
  throw invalidArgument("Same ID used for multiple configurations. IDs must be unique");
}

function checkEvent(event: string): void {
  if (EVENTS.has(event)) return;
  throw invalidArgument(`The event '${event}' is not supported for notifications`, "Event", event);
}

function checkArn({ kind, arn }: Subscription["destination"], region: string): void {
  const [prefix, partition, service, arnRegion, , resource] = arn.split(":");
  const wellFormed = prefix === "arn" && partition !== undefined && resource !== undefined;
  if (!wellFormed || service !== ARN_SERVICE[kind]) {
    throw invalidArgument("The ARN could not be parsed", kind, arn);
  }
  if (arnRegion !== region) {
    const message =
      "The notification destination service region is not valid for the bucket location constraint";
    throw invalidArgument(message, kind, arn);
  }
}

function checkFilters(subscriptions: readonly Subscription[]): void {
  for (const { rules } of subscriptions) {
    const seen = new Set<string>();
    for (const { Name = "", Value = "" } of rules) {
      checkFilterRule(Name.toLowerCase(), Value, seen);
    }
  }
}

function checkFilterRule(name: string, value: string, seen: Set<string>): void {
  if (name !== "prefix" && name !== "suffix") {
    throw invalidArgument(
      "filter rule name must be either prefix or suffix",
      "FilterRule.Name",
      name,
    );
  }
  if (seen.has(name)) {
    const message = `Cannot specify more than one ${name} rule in a filter.`;
    throw invalidArgument(message, "FilterRule.Name", name);
  }
  seen.add(name);
  if (value.length > MAX_FILTER_VALUE) {
    throw invalidArgument("Size of filter rule value cannot exceed 1024 bytes", "FilterRule.Value");
  }
}

function checkOverlap(left: Subscription, right: Subscription): void {
  const shared = left.events.some((one) =>
    right.events.some((other) => eventMatches(one, bare(other)) || eventMatches(other, bare(one))),
  );
  if (!shared) return;
  const prefixes = overlaps(left.filter.prefix, right.filter.prefix, (a, b) => a.startsWith(b));
  const suffixes = overlaps(left.filter.suffix, right.filter.suffix, (a, b) => a.endsWith(b));
  if (!prefixes || !suffixes) return;
  const filtered = [left, right].every(({ filter }) => filter.prefix + filter.suffix !== "");
  throw invalidArgument(
    filtered
      ? "Configuration is ambiguously defined. Cannot have overlapping suffixes in two rules if the prefixes are overlapping for the same event type."
      : "Configurations overlap. Configurations on the same bucket cannot share a common event type.",
  );
}

function bare(event: string): string {
  return event.replace(/^s3:/, "");
}

function overlaps(a: string, b: string, fits: (long: string, short: string) => boolean): boolean {
  return fits(a, b) || fits(b, a);
}
