import { flatten, type Leaf } from "./flatten.ts";
import type { Matcher, Pattern, PatternBranch, Scalar } from "./matcher.ts";

/**
 * True when an event matches a pattern.
 *
 * A field of an array of objects matches when one element has it; several fields have to match in
 * the same element.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns.html
 */
export function matches(pattern: Pattern, event: unknown): boolean {
  const leaves = flatten(event);
  return pattern.some((branch) => branchMatches(branch, leaves));
}

function branchMatches(
  branch: PatternBranch,
  leaves: ReadonlyMap<string, readonly Leaf[]>,
): boolean {
  const choices: Leaf[][] = [];
  // In path order, so that fields of one array meet early.
  for (const path of [...branch.keys()].sort()) {
    const matchers = branch.get(path) ?? [];
    const found = leaves.get(path) ?? [];
    if (found.length === 0) {
      if (!matchers.some(isAbsence)) return false;
    } else {
      const candidates = found.filter(({ value }) => matchers.some((m) => matchesValue(m, value)));
      if (candidates.length === 0) return false;
      choices.push(candidates);
    }
  }
  return canAgree(choices, new Map());
}

/** Looks for one leaf of each choice such that all are of the same element of every array. */
function canAgree(choices: readonly Leaf[][], elements: ReadonlyMap<number, number>): boolean {
  const [first, ...rest] = choices;
  if (first === undefined) return true;
  const tried = new Set<string>();
  for (const { membership } of first) {
    const key = membership.join(" ");
    if (tried.has(key)) continue;
    tried.add(key);
    const agreed = agree(membership, elements);
    if (agreed !== undefined && canAgree(rest, agreed)) return true;
  }
  return false;
}

function agree(
  membership: Leaf["membership"],
  elements: ReadonlyMap<number, number>,
): ReadonlyMap<number, number> | undefined {
  if (membership.length === 0) return elements;
  const agreed = new Map(elements);
  for (const [array, element] of membership) {
    if ((agreed.get(array) ?? element) !== element) return undefined;
    agreed.set(array, element);
  }
  return agreed;
}

function isAbsence(matcher: Matcher): boolean {
  return matcher.kind === "exists" && !matcher.present;
}

/** True when one alternative allows a value that is there. */
function matchesValue(matcher: Matcher, value: Scalar): boolean {
  if (matcher.kind === "exists") return matcher.present;
  if (matcher.kind === "equals") return matcher.value === value;
  if (matcher.kind === "anythingBut") {
    return !matcher.excluded.some((excluded) => matchesValue(excluded, value));
  }
  if (matcher.kind === "numeric") return typeof value === "number" && inRange(matcher, value);
  return typeof value === "string" && matchesText(matcher, value);
}

type TextMatcher = Extract<
  Matcher,
  { kind: "prefix" | "suffix" | "equalsIgnoreCase" | "wildcard" | "cidr" }
>;

function matchesText(matcher: TextMatcher, value: string): boolean {
  switch (matcher.kind) {
    case "prefix":
      return fold(value, matcher.ignoreCase).startsWith(fold(matcher.text, matcher.ignoreCase));
    case "suffix":
      return fold(value, matcher.ignoreCase).endsWith(fold(matcher.text, matcher.ignoreCase));
    case "equalsIgnoreCase":
      return fold(value, true) === fold(matcher.text, true);
    case "wildcard":
      return matcher.pattern.matches(value);
    case "cidr":
      return matcher.block.contains(value);
  }
}

function fold(text: string, ignoreCase: boolean): string {
  return ignoreCase ? text.toLowerCase() : text;
}

function inRange({ low, high }: Extract<Matcher, { kind: "numeric" }>, value: number): boolean {
  const above = low === undefined || value > low.value || (!low.open && value === low.value);
  const below = high === undefined || value < high.value || (!high.open && value === high.value);
  return above && below;
}
