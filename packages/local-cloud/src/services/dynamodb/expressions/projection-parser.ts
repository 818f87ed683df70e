import { treeOf, type PathTree } from "../document-path.ts";
import { openCursor } from "./cursor.ts";
import { collectFindings } from "./findings.ts";
import { readPath, reportOverlaps, type Reading } from "./operands.ts";
import type { Placeholders } from "./placeholders.ts";

/** A projection that was read and checked. */
export interface Projection {
  readonly tree: PathTree;
  /** The attributes that it names. */
  readonly pathHeads: ReadonlySet<string>;
  /** The attributes of which it takes a part only. */
  readonly nestedHeads: ReadonlySet<string>;
}

const ORDER = ["reserved", "attrName", "pathOverlap", "pathConflict"];

/**
 * Reads a `ProjectionExpression`.
 *
 * @throws {AwsError} ValidationException.
 */
export function parseProjection(source: string, placeholders: Placeholders): Projection {
  const cursor = openCursor(source, "ProjectionExpression");
  const findings = collectFindings();
  const pathHeads = new Set<string>();
  const nestedHeads = new Set<string>();
  const reading: Reading = { cursor, placeholders, findings, pathHeads, nestedHeads };
  const paths = [readPath(reading)];
  while (cursor.takeSymbol(",")) paths.push(readPath(reading));
  if (cursor.peek().kind !== "end") cursor.syntaxError();
  reportOverlaps(paths, findings);
  const fault = findings.first(ORDER);
  if (fault !== undefined) cursor.fault(fault);
  return { tree: treeOf(paths), pathHeads, nestedHeads };
}
