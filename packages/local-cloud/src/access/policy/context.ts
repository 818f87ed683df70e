/** What is known of a request beside its principal, action and resource. */
export interface Context {
  /** The values of a condition key, whose case does not matter; `undefined` when it is not there. */
  get(key: string): readonly string[] | undefined;
}

/** The values of condition keys; an `undefined` one is not there. */
export type ContextValues = Readonly<Record<string, string | readonly string[] | undefined>>;

/** A context that holds the given values, later ones before earlier ones. */
export function contextOf(...sources: readonly ContextValues[]): Context {
  const values = new Map<string, readonly string[]>();
  for (const [key, value] of sources.flatMap((source) => Object.entries(source))) {
    if (value !== undefined) values.set(key.toLowerCase(), [value].flat());
  }
  return { get: (key) => values.get(key.toLowerCase()) };
}
