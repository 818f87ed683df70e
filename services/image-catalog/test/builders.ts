import type { CatalogImage } from "../src/domain/catalog-image.ts";

/** A picture of a cat under a bakery's sign, as the catalogue knows it. */
export function anImage(over: Partial<CatalogImage> = {}): CatalogImage {
  return {
    key: "cat.jpg",
    status: "CATALOGUED",
    labels: [{ name: "Cat", confidence: 98, parents: ["Pet"] }],
    text: [{ text: "Corner Bakery", type: "LINE", confidence: 99 }],
    moderationLabels: [],
    startedAt: "2026-01-15T12:00:00.000Z",
    finishedAt: "2026-01-15T12:00:05.000Z",
    ...over,
  };
}
