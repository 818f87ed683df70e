import { emptyItem, type Item, type Value } from "./value.ts";

/** The way to an attribute: its name, then map keys and list indexes. */
export type Path = readonly (string | number)[];

/** The paths of a projection by their common steps; a node without children ends a path. */
export type PathTree = Map<string | number, PathTree>;

/** The value at a path, or `undefined` when there is none. */
export function valueAt(item: Item, path: Path): Value | undefined {
  let current: Value | undefined = { M: item };
  for (const step of path) {
    if (current === undefined) return undefined;
    current = childOf(current, step);
  }
  return current;
}

/** The member of a map or list; `undefined` when `value` is of another type or has none such. */
export function childOf(value: Value, step: string | number): Value | undefined {
  if (typeof step === "number") return "L" in value ? value.L[step] : undefined;
  return "M" in value ? value.M[step] : undefined;
}

/** A path as DynamoDB writes it in messages: `[a, [0], b]`. */
export function pathText(path: Path): string {
  const steps = path.map((step) => (typeof step === "number" ? `[${step}]` : step));
  return `[${steps.join(", ")}]`;
}

export function treeOf(paths: readonly Path[]): PathTree {
  const root: PathTree = new Map();
  for (const path of paths) {
    let node = root;
    for (const step of path) {
      const child: PathTree = node.get(step) ?? new Map();
      node.set(step, child);
      node = child;
    }
  }
  return root;
}

/** The parts of `item` that the paths name; lists close up, and what is missing is left out. */
export function project(item: Item, tree: PathTree): Item {
  const out = emptyItem();
  for (const [step, subtree] of tree) {
    const value = typeof step === "string" ? item[step] : undefined;
    const part = value === undefined ? undefined : projectValue(value, subtree);
    if (part !== undefined) out[String(step)] = part;
  }
  return out;
}

function projectValue(value: Value, tree: PathTree): Value | undefined {
  if (tree.size === 0) return value;
  if ("M" in value) {
    const part = project(value.M, tree);
    return Object.keys(part).length === 0 ? undefined : { M: part };
  }
  return "L" in value ? projectList(value.L, tree) : undefined;
}

function projectList(members: readonly Value[], tree: PathTree): Value | undefined {
  const part = members.flatMap((member, index) => {
    const subtree = tree.get(index);
    const value = subtree === undefined ? undefined : projectValue(member, subtree);
    return value === undefined ? [] : [value];
  });
  return part.length === 0 ? undefined : { L: part };
}
