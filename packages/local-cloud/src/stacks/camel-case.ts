/** The members under names that begin with a small letter, as most clients have them. */
export type CamelCase<T> = { [K in keyof T as Uncapitalize<K & string>]: T[K] };

/** Renames the members of one object; what lies inside them stays as it is. */
export function camelCase<T extends object>(members: T): CamelCase<T> {
  const renamed = Object.entries(members).map(([name, value]) => [
    name.charAt(0).toLowerCase() + name.slice(1),
    value,
  ]);
  // oxlint-disable-next-line typescript/consistent-type-assertions -- the names change as the type says
  return Object.fromEntries(renamed) as CamelCase<T>;
}
