import type { Comparison, ConditionOperator } from "./condition-operator.ts";
import type { Context } from "./context.ts";
import type { Condition } from "./policy-document.ts";
import { readText } from "./variables.ts";

/** What a condition is looked at with. */
export interface ConditionSetting {
  readonly context: Context;
  /** `${...}` is a variable. */
  readonly variables: boolean;
}

type Test = (actual: string) => boolean;

/**
 * Whether a condition holds.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-logic-multiple-context-keys-or-values.html
 */
export function holds(condition: Condition, setting: ConditionSetting): boolean {
  const { operator, key, values } = condition;
  const actual = setting.context.get(key) ?? [];
  const { comparison, set, negated } = operator;
  if (comparison.kind === "presence") {
    return values.some((value) => value.toLowerCase() === String(actual.length === 0));
  }
  if (actual.length === 0) return holdsWithoutKey(operator);

  const matches = matcher(condition, comparison, setting);
  const passes: Test = (value) => matches(value) !== negated;
  const every = set === undefined ? negated : set === "ForAllValues";
  return every ? actual.every(passes) : actual.some(passes);
}

function holdsWithoutKey({ ifExists, set, negated }: ConditionOperator): boolean {
  if (set !== undefined) return set === "ForAllValues";
  return ifExists || negated;
}

/** Whether a value of the request matches any of the condition's. */
function matcher(
  { operator, values }: Condition,
  comparison: Exclude<Comparison, { kind: "presence" }>,
  { context, variables }: ConditionSetting,
): Test {
  if (comparison.kind === "value") {
    return (actual) => values.some((value) => comparison.matches(value, actual));
  }
  const { wildcards, ignoreCase = false } = comparison;
  const patterns = values.map((value) =>
    readText(value, { wildcards, variables, ignoreCase }, context),
  );
  // A variable without a value equals nothing, and nothing can be told to differ from it.
  const unknown = patterns.includes(undefined) && operator.negated;
  return (actual) => {
    const text = ignoreCase ? actual.toLowerCase() : actual;
    const fitting = patterns.some(
      (pattern) => pattern !== undefined && comparison.matches(pattern, text),
    );
    return unknown || fitting;
  };
}
