import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { anImage } from "../../test/builders.ts";
import { inMemoryIndex } from "../../test/in-memory-index.ts";
import type { CatalogImage } from "../domain/catalog-image.ts";
import { indexEntriesOf } from "../domain/index-entry.ts";
import { listImages, type Search } from "./list-images.ts";

async function anIndexOf(images: readonly CatalogImage[]) {
  const index = inMemoryIndex();
  for (const image of images) await index.update({ put: indexEntriesOf(image), remove: [] });
  return { index };
}

function aSearch(over: Partial<Search> = {}): Search {
  return { labels: [], text: "", limit: 10, ...over };
}

function withWords(key: string, text: string, over: Partial<CatalogImage> = {}): CatalogImage {
  return anImage({ key, text: [{ text, type: "LINE", confidence: 99 }], ...over });
}

/** The keys on every page, page by page. */
async function pagesOf(deps: Awaited<ReturnType<typeof anIndexOf>>, search: Search) {
  const pages: string[][] = [];
  let pageToken: string | undefined;
  do {
    const found = await listImages(deps, { ...search, pageToken });
    pages.push(found.entries.map(({ key }) => key));
    pageToken = found.nextPageToken;
  } while (pageToken !== undefined);
  return pages;
}

const FIRST = withWords("first.jpg", "corner bakery", { finishedAt: "2026-01-01T00:00:00.000Z" });
const SECOND = withWords("second.jpg", "bakery", { finishedAt: "2026-01-02T00:00:00.000Z" });
const FLAGGED = anImage({ key: "flagged.jpg", status: "FLAGGED" });

describe("listImages", () => {
  test("lists what is catalogued, newest first, unless told otherwise", async () => {
    const deps = await anIndexOf([FIRST, SECOND, FLAGGED]);
    expect(await pagesOf(deps, aSearch())).toEqual([["second.jpg", "first.jpg"]]);
    expect(await pagesOf(deps, aSearch({ status: "FLAGGED" }))).toEqual([["flagged.jpg"]]);
  });

  test.each([
    [{ labels: ["CAT"] }, ["second.jpg", "first.jpg"]],
    [{ labels: ["Cat"], text: "Corner" }, ["first.jpg"]],
    [{ text: "Bakery, corner!" }, ["first.jpg"]],
    [{ text: "bakery" }, ["second.jpg", "first.jpg"]],
    [{ labels: ["Dog"] }, []],
    [{ text: `bakery ${"x".repeat(65)}` }, []],
    [{ labels: ["Cat"], status: "FLAGGED" as const }, []],
  ])("finds images that have all of %j", async (search, keys) => {
    const deps = await anIndexOf([FIRST, SECOND, FLAGGED]);
    expect((await pagesOf(deps, aSearch(search))).flat()).toEqual(keys);
  });

  test("pages through everything once, whatever the size of a page", async () => {
    const images = Array.from({ length: 30 }, (_, index) => {
      const text = index % 3 === 0 ? "corner bakery" : "bakery";
      const finishedAt = new Date(Date.UTC(2026, 0, 1 + (index % 7))).toISOString();
      return withWords(`${index}.jpg`, text, { finishedAt });
    });
    const deps = await anIndexOf(images);
    const corners = images.filter((_, index) => index % 3 === 0).map(({ key }) => key);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 100 }), async (limit) => {
        const pages = await pagesOf(deps, aSearch({ text: "corner bakery", limit }));
        expect(pages.flat().toSorted()).toEqual(corners.toSorted());
        expect(Math.max(...pages.map((page) => page.length))).toBeLessThanOrEqual(limit);
      }),
      { numRuns: 40 },
    );
  });

  test("ends a page early rather than reading on for ever", async () => {
    const images = Array.from({ length: 30 }, (_, index) => withWords(`${index}.jpg`, "bakery"));
    const deps = await anIndexOf(images);
    const found = await listImages(deps, aSearch({ labels: ["Dog"], text: "bakery", limit: 2 }));
    expect(found).toMatchObject({ entries: [], nextPageToken: expect.any(String) as string });
  });

  test.each([
    [{ labels: ["a", "b", "c", "d", "e", "f"] }, "InvalidRequest"],
    [{ text: "?!" }, "InvalidRequest"],
    [{ pageToken: "forged" }, "InvalidPageToken"],
  ])("refuses %j", async (search, code) => {
    const deps = await anIndexOf([]);
    await expect(listImages(deps, aSearch(search))).rejects.toMatchObject({
      kind: "invalid",
      code,
    });
  });
});
