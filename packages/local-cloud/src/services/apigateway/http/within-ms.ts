/**
 * Waits for work no longer than a limit; what comes later nobody waits for. Real time, as functions
 * and backends run in it.
 *
 * @returns `undefined` when the limit has passed.
 */
export async function withinMs<T>(work: Promise<T>, limitMs: number): Promise<T | undefined> {
  const { promise: late, resolve } = Promise.withResolvers<undefined>();
  const timer = setTimeout(() => resolve(undefined), limitMs);
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
    work.catch(() => undefined);
  }
}
