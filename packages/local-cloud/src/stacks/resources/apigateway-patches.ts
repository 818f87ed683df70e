import type { PatchOperation } from "@aws-sdk/client-api-gateway";

/** Values by the paths of their patches; `undefined` ones are not there. */
export type PatchValues = Readonly<Record<string, string | number | boolean | undefined>>;

/** The operations that make one state of a resource out of another. */
export function patchesBetween(before: PatchValues, after: PatchValues): PatchOperation[] {
  const paths = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...paths].flatMap((path): PatchOperation[] => {
    const value = after[path];
    if (value === before[path]) return [];
    if (value === undefined) return [{ op: "remove", path }];
    return [{ op: "replace", path, value: String(value) }];
  });
}

/** The paths of a map's members below its own path. */
export function mapPaths(
  path: string,
  map: Readonly<Record<string, string>> | undefined,
): PatchValues {
  const entries = Object.entries(map ?? {});
  return Object.fromEntries(entries.map(([name, value]) => [`${path}/${escapeStep(name)}`, value]));
}

/** The operations that make one list out of another, whose items are steps of a path. */
export function listPatches(
  path: string,
  before: readonly string[] = [],
  after: readonly string[] = [],
): PatchOperation[] {
  const to = (op: "add" | "remove", items: readonly string[]): PatchOperation[] =>
    items.map((item) => ({ op, path: `${path}/${escapeStep(item)}` }));
  return [
    ...to(
      "remove",
      before.filter((item) => !after.includes(item)),
    ),
    ...to(
      "add",
      after.filter((item) => !before.includes(item)),
    ),
  ];
}

/** A step of a JSON pointer. */
export function escapeStep(text: string): string {
  return text.replaceAll("~", "~0").replaceAll("/", "~1");
}
