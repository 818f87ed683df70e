/**
 * Remembers the newest results of a function by key; failures are not remembered. A picture is
 * usually moderated and then labelled within seconds: the second look is the same as the first.
 */
export function rememberRecent<T>(
  limit: number,
): (key: string, find: () => Promise<T>) => Promise<T> {
  const recent = new Map<string, Promise<T>>();

  return async (key, find) => {
    const known = recent.get(key);
    const finding = known ?? find();
    recent.delete(key); // so that it becomes the newest
    recent.set(key, finding);
    for (const oldest of recent.keys()) {
      if (recent.size <= limit) break;
      recent.delete(oldest);
    }
    try {
      return await finding;
    } catch (error) {
      if (recent.get(key) === finding) recent.delete(key);
      throw error;
    }
  };
}
