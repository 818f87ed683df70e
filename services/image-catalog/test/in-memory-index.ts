import type { ImageIndex } from "../src/app/ports.ts";
import { entryIdOf, type IndexEntry } from "../src/domain/index-entry.ts";

/** The search index without a table; `lines` is all that is in it. */
export function inMemoryIndex(): ImageIndex & { readonly lines: Map<string, IndexEntry> } {
  const lines = new Map<string, IndexEntry>();
  const of = (term: string): IndexEntry[] =>
    [...lines.values()]
      .filter((entry) => entry.term === term)
      .sort((a, b) => (a.position < b.position ? 1 : -1));
  return {
    lines,
    async page(term, { limit, after }) {
      const rest = of(term).filter(({ position }) => after === undefined || position < after);
      const entries = rest.slice(0, limit);
      // As DynamoDB does: a page that is full may be the last and still have an end.
      return { entries, end: entries.length === limit ? entries.at(-1)?.position : undefined };
    },
    async having(terms, positions) {
      const complete = positions.filter((position) =>
        terms.every((term) => lines.has(entryIdOf({ term, position }))),
      );
      return new Set(complete);
    },
    async update({ put, remove }) {
      for (const entry of put) lines.set(entryIdOf(entry), entry);
      for (const entry of remove) lines.delete(entryIdOf(entry));
    },
  };
}
