const CONCURRENT_WRITES = 50; // as many connections as the SDK opens

/**
 * Does `work` for every item, 50 at once. After a failure nothing more is begun, and what was begun is
 * waited for: a write that went on behind the answer could land on top of a later one.
 *
 * @throws What the first failing `work` threw.
 */
export async function forAll<Item>(
  items: readonly Item[],
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const waiting = items.values();
  const failures: unknown[] = [];
  const worker = async (): Promise<void> => {
    for (const item of waiting) {
      if (failures.length > 0) return;
      await work(item).catch((error: unknown) => failures.push(error));
    }
  };
  const count = Math.min(CONCURRENT_WRITES, items.length);
  await Promise.all(Array.from({ length: count }, worker));
  if (failures.length > 0) throw failures[0];
}
