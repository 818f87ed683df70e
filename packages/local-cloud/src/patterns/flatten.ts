import type { Scalar } from "./matcher.ts";

/** A value of an event that is no object or array. */
export interface Leaf {
  readonly value: Scalar;
  /** The arrays it is in, outermost first, and the element of each. */
  readonly membership: readonly (readonly [array: number, element: number])[];
}

/**
 * Collects the leaves of an event under their paths: `detail.state`. Arrays are no step of a path,
 * and an empty one has no leaves.
 */
export function flatten(event: unknown): ReadonlyMap<string, readonly Leaf[]> {
  const leaves = new Map<string, Leaf[]>();
  let arrays = 0;

  const visit = (value: unknown, path: string, membership: Leaf["membership"]): void => {
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
