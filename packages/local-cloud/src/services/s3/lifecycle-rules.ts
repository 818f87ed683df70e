import { randomUUID } from "node:crypto";
import type { LifecycleRule } from "@aws-sdk/client-s3";
import { invalidArgument, invalidRequest, malformedXml } from "./errors.ts";

const MAX_RULES = 1000; // S3 API reference, PutBucketLifecycleConfiguration
const MAX_ID_CHARACTERS = 255;

/**
 * Checks a lifecycle configuration and gives every rule an id.
 *
 * @throws {AwsError} `MalformedXML`, `InvalidArgument`, `InvalidRequest`.
 */
export function checkLifecycleRules(rules: readonly LifecycleRule[]): LifecycleRule[] {
  if (rules.length === 0 || rules.length > MAX_RULES) throw malformedXml();
  const withIds = rules.map((rule) => ({ ...rule, ID: rule.ID ?? randomUUID() }));
  const seen = new Set<string>();
  for (const rule of withIds) {
    if (seen.has(rule.ID)) {
      throw invalidArgument("Rule ID must be unique. Found same ID for more than one rule");
    }
    seen.add(rule.ID);
    checkRule(rule);
  }
  return withIds;
}

function checkRule(rule: LifecycleRule): void {
  if ((rule.ID ?? "").length > MAX_ID_CHARACTERS) {
    throw invalidArgument("ID length should not exceed allowed limit of 255");
  }
  if (rule.Status !== "Enabled" && rule.Status !== "Disabled") throw malformedXml();
  const actions = [
    rule.Expiration,
    rule.Transitions,
    rule.NoncurrentVersionExpiration,
    rule.NoncurrentVersionTransitions,
    rule.AbortIncompleteMultipartUpload,
  ];
  if (actions.every((action) => action === undefined)) {
    throw invalidRequest("At least one action needs to be specified in a rule");
  }
  checkExpiration(rule);
}

function checkExpiration({ Expiration }: LifecycleRule): void {
  const { Days, Date: date, ExpiredObjectDeleteMarker } = Expiration ?? {};
  if (Days !== undefined && Days <= 0) {
    throw invalidArgument("'Days' for Expiration action must be a positive integer");
  }
  if (date !== undefined && date.getTime() % (24 * 60 * 60 * 1000) !== 0) {
    throw invalidArgument("'Date' must be at midnight GMT");
  }
  const given = [Days, date, ExpiredObjectDeleteMarker].filter((value) => value !== undefined);
  if (given.length > 1) throw malformedXml();
}

/** A rule out of the store, where dates are text. */
export function reviveRule(rule: LifecycleRule): LifecycleRule {
  const { Expiration, Transitions } = rule;
  return {
    ...rule,
    ...(Expiration !== undefined && { Expiration: reviveDate(Expiration) }),
    ...(Transitions !== undefined && { Transitions: Transitions.map(reviveDate) }),
  };
}

function reviveDate<T extends { Date?: Date | undefined }>(value: T): T {
  return value.Date === undefined ? value : { ...value, Date: new Date(value.Date) };
}
