import { entryIdOf, indexEntriesOf } from "../domain/index-entry.ts";
import type { Catalog, ImageIndex, RowChange } from "./ports.ts";

/**
 * Makes the index say of an image what its row says now. The change only tells which lines may be stale:
 * so a change that is told twice, late or after newer ones does no harm.
 */
export async function indexImage(
  deps: { readonly catalog: Catalog; readonly index: ImageIndex },
  { key, before, after }: RowChange,
): Promise<void> {
  const put = indexEntriesOf(await deps.catalog.get(key));
  const current = new Set(put.map(entryIdOf));
  const known = [...indexEntriesOf(before), ...indexEntriesOf(after)];
  const stale = known.filter((entry) => !current.has(entryIdOf(entry)));
  const remove = [...new Map(stale.map((entry) => [entryIdOf(entry), entry])).values()];
  await deps.index.update({ put, remove });
}
