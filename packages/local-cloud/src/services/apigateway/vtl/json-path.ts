import { JSONPath } from "jsonpath-plus";
import { isRecord, own } from "../own.ts";

const SIMPLE = /^\$(?:\.[\w-]+|\[(?:\d+|'[^']*'|"[^"]*")\])*$/;
const STEP = /\.([\w-]+)|\[(?:(\d+)|'([^']*)'|"([^"]*)")\]/g;

/**
 * What a JSONPath leads to: one value, or a list for a path with wildcards, filters or slices.
 * Expressions that would need evaluation as code find nothing.
 *
 * @returns `undefined` when a definite path leads nowhere.
 */
export function findByPath(json: unknown, path: string): unknown {
  const whole = path.startsWith("$") ? path : `$.${path}`;
  if (SIMPLE.test(whole)) return follow(json, whole);
  const searchable = typeof json === "object" && json !== null ? json : [json];
  const found: unknown = JSONPath({ path: whole, json: searchable, wrap: true, eval: false });
  return found ?? [];
}

function follow(json: unknown, path: string): unknown {
  let value = json;
  for (const [, name, index, single, double] of path.matchAll(STEP)) {
    if (index !== undefined) value = Array.isArray(value) ? value[Number(index)] : undefined;
    else value = isRecord(value) ? own(value, name ?? single ?? double ?? "") : undefined;
  }
  return value;
}
