import { validationError } from "./errors.ts";

interface Rule {
  readonly text: string;
  readonly holds: (value: string | number) => boolean;
}

const oneOf = (...values: readonly string[]): Rule => ({
  text: `Member must satisfy enum value set: [${values.join(", ")}]`,
  holds: (value) => values.includes(String(value)),
});

const between = (least: number, most: number): readonly Rule[] => [
  {
    text: `Member must have value greater than or equal to ${least}`,
    holds: (value) => Number(value) >= least,
  },
  {
    text: `Member must have value less than or equal to ${most}`,
    holds: (value) => Number(value) <= most,
  },
];

const long = (least: number, most: number): readonly Rule[] => [
  {
    text: `Member must have length greater than or equal to ${least}`,
    holds: (value) => String(value).length >= least,
  },
  {
    text: `Member must have length less than or equal to ${most}`,
    holds: (value) => String(value).length <= most,
  },
];

const pattern = (source: string): Rule => {
  const whole = new RegExp(`^(?:${source})$`);
  return {
    text: `Member must satisfy regular expression pattern: ${source}`,
    holds: (value) => whole.test(String(value)),
  };
};

const name: readonly Rule[] = [pattern("[a-zA-Z0-9_.-]+"), ...long(1, 128)];
const hashKey: readonly Rule[] = [pattern("0|([1-9]\\d{0,38})")];
const sequence: readonly Rule[] = [pattern("0|([1-9]\\d{0,128})")];

/** The members that have rules. @see https://docs.aws.amazon.com/kinesis/latest/APIReference/ */
const RULES: ReadonlyMap<string, readonly Rule[]> = new Map([
  ["StreamName", name],
  ["ExclusiveStartStreamName", name],
  ["ConsumerName", name],
  ["ShardId", name],
  ["ShardToSplit", name],
  ["ShardToMerge", name],
  ["AdjacentShardToMerge", name],
  ["ExclusiveStartShardId", name],
  ["StreamARN", [pattern("arn:aws.*:kinesis:.*:\\d{12}:stream/\\S+"), ...long(1, 2048)]],
  ["ShardCount", between(1, Number.MAX_SAFE_INTEGER)],
  ["TargetShardCount", between(1, Number.MAX_SAFE_INTEGER)],
  ["ScalingType", [oneOf("UNIFORM_SCALING")]],
  ["Limit", between(1, 10_000)],
  ["MaxResults", between(1, 10_000)],
  ["PartitionKey", long(0, 256)],
  ["ExplicitHashKey", hashKey],
  ["NewStartingHashKey", hashKey],
  ["SequenceNumberForOrdering", sequence],
  ["StartingSequenceNumber", sequence],
  ["ShardIterator", long(1, 512)],
  ["NextToken", long(1, 1_048_576)],
  ["EncryptionType", [oneOf("KMS", "NONE")]],
  ["KeyId", long(1, 2048)],
  ["MaxRecordSizeInKiB", between(1024, 10_240)],
  [
    "ShardIteratorType",
    [
      oneOf(
        "AFTER_SEQUENCE_NUMBER",
        "LATEST",
        "AT_TIMESTAMP",
        "AT_SEQUENCE_NUMBER",
        "TRIM_HORIZON",
      ),
    ],
  ],
]);

/**
 * Checks the members of a request that have a range, a pattern or a set of values.
 *
 * @param path Where the members are: `records.3.member.`.
 * @throws {AwsError} ValidationException that lists every fault, as AWS does.
 */
export function checkConstraints(input: object, path = ""): void {
  const faults = Object.entries(input).flatMap((entry) => faultsOf(path, entry));
  if (faults.length > 0) throw validationError(...faults);
}

function faultsOf(path: string, [member, value]: readonly [string, unknown]): string[] {
  if (typeof value !== "string" && typeof value !== "number") return [];
  const broken = (RULES.get(member) ?? []).filter((rule) => !rule.holds(value));
  return broken.map(({ text }) => faultText(`${path}${lowerFirst(member)}`, String(value), text));
}

/** How AWS says that a member breaks a rule. */
export function faultText(path: string, value: string | undefined, rule: string): string {
  const shown = value === undefined ? "null" : `'${value}'`;
  return `Value ${shown} at '${path}' failed to satisfy constraint: ${rule}`;
}

function lowerFirst(member: string): string {
  return member.charAt(0).toLowerCase() + member.slice(1);
}

/**
 * A member that must be there.
 *
 * @throws {AwsError} ValidationException.
 */
export function required<T>(value: T | undefined, member: string): T {
  if (value !== undefined) return value;
  throw validationError(faultText(lowerFirst(member), undefined, "Member must not be null"));
}
