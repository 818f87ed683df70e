import { validationError } from "./errors.ts";

/** What a member of a request must satisfy, and how AWS says so. */
interface Rule {
  readonly text: string;
  readonly holds: (value: string | number) => boolean;
}

const oneOf = (...values: readonly string[]): Rule => ({
  text: `Member must satisfy enum value set: [${values.join(", ")}]`,
  holds: (value) => values.includes(String(value)),
});

const atLeast = (least: number): Rule => ({
  text: `Member must have value greater than or equal to ${least}`,
  holds: (value) => Number(value) >= least,
});

const atMost = (most: number): Rule => ({
  text: `Member must have value less than or equal to ${most}`,
  holds: (value) => Number(value) <= most,
});

const noShorter = (least: number): Rule => ({
  text: `Member must have length greater than or equal to ${least}`,
  holds: (value) => String(value).length >= least,
});

const noLonger = (most: number): Rule => ({
  text: `Member must have length less than or equal to ${most}`,
  holds: (value) => String(value).length <= most,
});

const NAME_PATTERN = "[a-zA-Z0-9_.-]+";
const nameRules: readonly Rule[] = [
  {
    text: `Member must satisfy regular expression pattern: ${NAME_PATTERN}`,
    holds: (value) => new RegExp(`^${NAME_PATTERN}$`).test(String(value)),
  },
  noShorter(3),
  noLonger(255),
];

/** The members that have rules, in the order in which they are checked. */
const RULES: ReadonlyMap<string, readonly Rule[]> = new Map([
  ["Select", [oneOf("SPECIFIC_ATTRIBUTES", "COUNT", "ALL_ATTRIBUTES", "ALL_PROJECTED_ATTRIBUTES")]],
  ["IndexName", nameRules],
  ["TotalSegments", [atLeast(1), atMost(1_000_000)]],
  ["ReturnConsumedCapacity", [oneOf("INDEXES", "TOTAL", "NONE")]],
  ["TableName", nameRules],
  ["ExclusiveStartTableName", nameRules],
  ["ReturnItemCollectionMetrics", [oneOf("SIZE", "NONE")]],
  ["ReturnValues", [oneOf("ALL_NEW", "UPDATED_OLD", "ALL_OLD", "NONE", "UPDATED_NEW")]],
  ["ReturnValuesOnConditionCheckFailure", [oneOf("ALL_OLD", "NONE")]],
  ["BillingMode", [oneOf("PROVISIONED", "PAY_PER_REQUEST")]],
  ["TableClass", [oneOf("STANDARD", "STANDARD_INFREQUENT_ACCESS")]],
  ["Segment", [atLeast(0), atMost(999_999)]],
  ["Limit", [atLeast(1)]],
  ["ClientRequestToken", [noShorter(1), noLonger(36)]],
]);

/**
 * Checks the members of a request that have a range, a pattern or a set of values.
 *
 * A table given by its ARN is not checked here: see `tableNameOf`.
 *
 * @throws {AwsError} ValidationException that lists every fault, as AWS does.
 */
export function checkConstraints(input: object): void {
  const faults = Object.entries(input).flatMap(([member, value]) =>
    isTableArn(value) ? [] : faultsOf(member, value),
  );
  if (faults.length === 0) return;
  const plural = faults.length === 1 ? "error" : "errors";
  throw validationError(`${faults.length} validation ${plural} detected: ${faults.join("; ")}`);
}

function faultsOf(member: string, value: unknown): string[] {
  if (typeof value !== "string" && typeof value !== "number") return [];
  const broken = (RULES.get(member) ?? []).filter((rule) => !rule.holds(value));
  return broken.map((rule) => faultText(member, `'${value}'`, rule.text));
}

function faultText(member: string, value: string, text: string): string {
  const path = member.charAt(0).toLowerCase() + member.slice(1);
  return `Value ${value} at '${path}' failed to satisfy constraint: ${text}`;
}

function isTableArn(value: unknown): boolean {
  return typeof value === "string" && value.startsWith("arn:");
}

/**
 * A member that must be there.
 *
 * @throws {AwsError} ValidationException.
 */
export function required<T>(value: T | undefined, member: string): T {
  if (value !== undefined && value !== null) return value;
  const fault = faultText(member, "null", "Member must not be null");
  throw validationError(`1 validation error detected: ${fault}`);
}

/** @throws {AwsError} ValidationException: a list with more or fewer members than allowed. */
export function checkListLength(
  member: string,
  list: readonly unknown[],
  { least = 1, most }: { least?: number; most: number },
): void {
  const rule = list.length < least ? noShorter(least) : noLonger(most);
  if (list.length >= least && list.length <= most) return;
  const shown = `[${list.length} members]`;
  throw validationError(
    `1 validation error detected: ${faultText(member, `'${shown}'`, rule.text)}`,
  );
}
