import type { Scalar } from "./matcher.ts";

/** A value of an event that is no object or array. */
export interface Leaf {
  readonly value: Scalar;
  /** The arrays it is in, outermost first, and the element of each. */
  readonly membership: readonly (readonly [array: number, element: number])[];
}

const MAX_DEPTH = 1000; // PutEvents processes no deeper; EventBridge API reference

/**
 * Collects the leaves of an event under their paths: `detail.state`. Arrays are no step of a path,
 * and an empty one has no leaves. What is nested more than 1000 levels deep is not looked at.
 */
export function flatten(event: unknown): ReadonlyMap<string, readonly Leaf[]> {
  const leaves = new Map<string, Leaf[]>();
  let arrays = 0;

  let depth = 0;
  const visit = (value: unknown, path: string, membership: Leaf["membership"]): void => {
    depth += 1;
    if (depth <= MAX_DEPTH) look(value, path, membership);
    depth -= 1;
  };

  const look = (value: unknown, path: string, membership: Leaf["membership"]): void => {
    if (Array.isArray(value)) {
      arrays += 1;
      const array = arrays;
      for (const [index, element] of value.entries()) {
        visit(element, path, [...membership, [array, index]]);
      }
    } else if (typeof value === "object" && value !== null) {
      for (const [key, member] of Object.entries(value)) {
        visit(member, path === "" ? key : `${path}.${key}`, membership);
      }
    } else if (isScalar(value)) {
      const there = leaves.get(path);
      if (there === undefined) leaves.set(path, [{ value, membership }]);
      else there.push({ value, membership });
    }
  };

  visit(event, "", []);
  return leaves;
}

function isScalar(value: unknown): value is Scalar {
  return (
    value === null ||
    typeof value === "string" ||
    typeof value === "number" ||
    typeof value === "boolean"
  );
}
