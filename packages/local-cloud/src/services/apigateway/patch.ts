import type { PatchOperation } from "@aws-sdk/client-api-gateway";
import { badRequest } from "./errors.ts";
import { isRecord, own } from "./own.ts";

/** One path that may be patched. */
export interface PatchRule {
  /** `*` stands for one segment. */
  readonly path: string;
  /** What the value is; the segment of a `member` is an item of a list. */
  readonly kind: "text" | "number" | "flag" | "member";
  /** Where the value lies, when not at the path itself; given the segments that `*` stood for. */
  readonly at?: (...segments: string[]) => readonly string[];
}

/** Rules for members that lie where their paths say. */
export function patchable(kind: PatchRule["kind"], ...paths: readonly string[]): PatchRule[] {
  return paths.map((path) => ({ path, kind }));
}

/**
 * Applies patch operations to a record.
 *
 * @throws {AwsError} `BadRequestException`: no rule has the path, or the value is of another kind.
 * @see https://docs.aws.amazon.com/apigateway/latest/api/patch-operations.html
 */
export function applyPatches<T extends object>(
  record: T,
  operations: readonly PatchOperation[] | undefined,
  rules: readonly PatchRule[],
): T {
  let changed: unknown = record;
  for (const operation of operations ?? []) changed = apply(changed, operation, rules);
  // oxlint-disable-next-line typescript/consistent-type-assertions -- the rules name members of T with their kinds
  return changed as T;
}

const OPERATIONS: ReadonlySet<string> = new Set(["add", "remove", "replace"]);

function apply(record: unknown, patch: PatchOperation, rules: readonly PatchRule[]): unknown {
  const { op = "replace", path = "", value } = patch;
  const segments = segmentsOf(path);
  const rule = rules.find((candidate) => fits(candidate, segments));
  if (rule === undefined || !OPERATIONS.has(op)) {
    const known = rules.map((candidate) => candidate.path).join(", ");
    throw badRequest(
      `Invalid patch path  '${path}' specified for op '${op}'. Must be one of: [${known}]`,
    );
  }
  const place = rule.at?.(...variablesOf(rule, segments)) ?? segments;
  if (rule.kind === "member") return changeList(record, place, { op, value });
  return put(record, place, op === "remove" ? undefined : read(rule, value, path));
}

function segmentsOf(path: string): string[] {
  return path
    .split("/")
    .slice(1)
    .map((segment) => segment.replaceAll("~1", "/").replaceAll("~0", "~"));
}

function fits({ path }: PatchRule, segments: readonly string[]): boolean {
  const wanted = path.split("/").slice(1);
  return (
    wanted.length === segments.length &&
    wanted.every((segment, at) => segment === "*" || segment === segments[at])
  );
}

function variablesOf({ path }: PatchRule, segments: readonly string[]): string[] {
  const wanted = path.split("/").slice(1);
  return segments.filter((_segment, at) => wanted[at] === "*");
}

function read({ kind }: PatchRule, value: string | undefined, path: string): unknown {
  const text = value ?? "";
  if (kind === "text") return text;
  if (kind === "flag" && /^(?:true|false)$/i.test(text)) return text.toLowerCase() === "true";
  if (kind === "number" && /^-?\d+(?:\.\d+)?$/.test(text)) return Number(text);
  throw badRequest(`Invalid value '${text}' specified for patch path '${path}'`);
}

function put(node: unknown, place: readonly string[], value: unknown): Record<string, unknown> {
  const members = isRecord(node) ? node : {};
  const [head = "", ...rest] = place;
  if (rest.length > 0) return { ...members, [head]: put(own(members, head), rest, value) };
  if (value !== undefined) return { ...members, [head]: value };
  return Object.fromEntries(Object.entries(members).filter(([name]) => name !== head));
}

function changeList(
  record: unknown,
  place: readonly string[],
  { op, value }: { op: string; value: string | undefined },
): unknown {
  const item = place.at(-1) ?? "";
  const list = place.slice(0, -1);
  const now = valueIn(record, list);
  const others = (Array.isArray(now) ? now.map(String) : []).filter((one) => one !== item);
  if (op === "remove") return put(record, list, others);
  return put(record, list, [...others, op === "replace" ? (value ?? item) : item]);
}

function valueIn(node: unknown, place: readonly string[]): unknown {
  const [head, ...rest] = place;
  if (head === undefined) return node;
  return isRecord(node) ? valueIn(own(node, head), rest) : undefined;
}
