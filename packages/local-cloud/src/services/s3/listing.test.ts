import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readPage, type Cursor, type Listed, type Page } from "./listing.ts";

function scanOf(keys: readonly string[]) {
  const rows = keys.map((key, seq) => ({ rawKey: Buffer.from(key), seq }));
  rows.sort((left, right) => left.rawKey.compare(right.rawKey));
  return (from: Cursor, limit: number): Listed[] =>
    rows
      .filter(({ rawKey, seq }) => {
        const order = rawKey.compare(from.key);
        return order > 0 || (order === 0 && (from.passed === undefined || seq > from.passed));
      })
      .slice(0, limit);
}

function page(keys: readonly string[], over: Partial<Record<"prefix" | "delimiter", string>> = {}) {
  return (limit: number, from: Cursor = { key: Buffer.alloc(0) }): Page<Listed> =>
    readPage(scanOf(keys), {
      prefix: Buffer.from(over.prefix ?? ""),
      delimiter: Buffer.from(over.delimiter ?? ""),
      from,
      limit,
    });
}

function shown({ rows, commonPrefixes }: Page<Listed>): string[] {
  return [...rows.map(({ rawKey }) => rawKey.toString()), ...commonPrefixes];
}

describe("readPage", () => {
  test("rolls keys up behind the prefix", () => {
    const first = page(["a/b/1", "a/b/2", "a/c", "a/d/1", "b"], { prefix: "a/", delimiter: "/" });
    expect(first(10).rows.map(({ rawKey }) => rawKey.toString())).toEqual(["a/c"]);
    expect(first(10).commonPrefixes).toEqual(["a/b/", "a/d/"]);
    expect(first(10).next).toBeUndefined();
  });

  test("goes on behind a common prefix, not inside it", () => {
    const read = page(["a/1", "a/2", "b"], { delimiter: "/" });
    const first = read(1);
    expect(first.commonPrefixes).toEqual(["a/"]);
    expect(shown(read(1, first.next))).toEqual(["b"]);
  });

  test("orders by UTF-8 bytes, not by UTF-16 units", () => {
    const astral = "\u{1F600}";
    const privateUse = "\uFF5E";
    expect(shown(page([astral, privateUse])(10))).toEqual([privateUse, astral]);
  });

  test("shows every key once over pages of any size, like a listing in one go", () => {
    const key = fc.string({ unit: fc.constantFrom("a", "b", "/", "ü", "\n"), maxLength: 6 });
    const keys = fc.uniqueArray(key, { maxLength: 30 });
    fc.assert(
      fc.property(
        keys,
        fc.constantFrom("", "/", "a/"),
        fc.nat({ max: 5 }),
        (all, prefix, extra) => {
          const read = page(all, { prefix, delimiter: extra % 2 === 0 ? "/" : "" });
          const whole = shown(read(1000));
          const paged: string[] = [];
          let next: Cursor | undefined = { key: Buffer.alloc(0) };
          while (next !== undefined) {
            const part: Page<Listed> = read(extra + 1, next);
            paged.push(...shown(part));
            next = part.next;
          }
          expect(paged.toSorted()).toEqual(whole.toSorted());
        },
      ),
    );
  });
});
