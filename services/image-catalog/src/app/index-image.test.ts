import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { anImage } from "../../test/builders.ts";
import { inMemoryIndex } from "../../test/in-memory-index.ts";
import type { CatalogImage } from "../domain/catalog-image.ts";
import { entryIdOf, indexEntriesOf } from "../domain/index-entry.ts";
import { indexImage } from "./index-image.ts";

/** A catalogue in which only one image is, and the index that follows it. */
function aWorld() {
  const index = inMemoryIndex();
  let row: CatalogImage | undefined;
  const deps = { index, catalog: { get: async () => row } };
  return {
    index,
    save: (image: CatalogImage | undefined) => {
      row = image;
    },
    tell: (before: CatalogImage | undefined, after: CatalogImage | undefined) =>
      indexImage(deps, { key: "cat.jpg", before, after }),
    terms: () => [...index.lines.values()].map(({ term }) => term),
  };
}

const CATALOGUED = anImage();
const DOG = anImage({
  labels: [{ name: "Dog", confidence: 90, parents: [] }],
  text: [],
  finishedAt: "2026-01-16T12:00:00.000Z",
});

describe("indexImage", () => {
  test("replaces what an overwritten image was found by", async () => {
    const world = aWorld();
    world.save(CATALOGUED);
    await world.tell(undefined, CATALOGUED);
    world.save(DOG);
    await world.tell(CATALOGUED, DOG);
    expect(world.terms()).toEqual(["status#CATALOGUED", "label#dog"]);
  });

  test("forgets an image that was deleted", async () => {
    const world = aWorld();
    world.save(CATALOGUED);
    await world.tell(undefined, CATALOGUED);
    world.save(undefined);
    await world.tell(CATALOGUED, undefined);
    expect(world.terms()).toEqual([]);
  });

  test("says what the row says in the end, however often and late earlier changes are told", async () => {
    const version = fc.constantFrom(
      CATALOGUED,
      DOG,
      anImage({ status: "PROCESSING" }),
      anImage({ status: "FLAGGED" }),
      undefined,
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(version, { minLength: 1, maxLength: 6 }),
        fc.array(fc.nat({ max: 5 }), { maxLength: 6 }),
        async (versions, again) => {
          const world = aWorld();
          const changes = versions.map((after, at) => [versions[at - 1], after] as const);
          for (const [before, after] of changes) {
            world.save(after);
            await world.tell(before, after);
          }
          for (const at of again) {
            const change = changes[at];
            if (change !== undefined) await world.tell(...change);
          }
          const expected = indexEntriesOf(versions.at(-1)).map(entryIdOf);
          expect([...world.index.lines.keys()].toSorted()).toEqual(expected.toSorted());
        },
      ),
    );
  });

  test("catches up when told of every change only after the last", async () => {
    const world = aWorld();
    const versions = [CATALOGUED, anImage({ status: "PROCESSING" }), DOG];
    world.save(DOG);
    for (const [at, after] of versions.entries()) await world.tell(versions[at - 1], after);
    expect(world.terms()).toEqual(["status#CATALOGUED", "label#dog"]);
  });
});
