import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { anImage } from "../../test/builders.ts";
import type { CatalogImage } from "../domain/catalog-image.ts";
import { imageIdOf } from "../domain/image-id.ts";
import { getThumbnail } from "./get-thumbnail.ts";
import { keepThumbnail } from "./keep-thumbnail.ts";

/** A bucket with one image in it, and its thumbnail, which is the entity tag it was made of. */
function aWorld() {
  const state: { etag?: string; thumbnail?: string; made: number } = { made: 0 };
  const images = {
    read: async (_key: string, etag: string) =>
      etag === state.etag ? new TextEncoder().encode(etag) : undefined,
  };
  const thumbnailer = {
    make: async (image: Uint8Array) => {
      state.made += 1;
      return new TextDecoder().decode(image) === "unreadable" ? undefined : image;
    },
  };
  const thumbnails = {
    sourceOf: async () => state.thumbnail,
    put: async (_key: string, { etag }: { etag: string }) => {
      state.thumbnail = etag;
    },
    remove: async () => {
      delete state.thumbnail;
    },
    permitToRead: async () => ({ url: `https://x/${state.thumbnail}`, expiresAt: "soon" }),
  };
  const deps = { images, thumbnailer, thumbnails };
  const tell = (after: CatalogImage | undefined) =>
    keepThumbnail(deps, { key: "cat.jpg", before: undefined, after });
  return { state, thumbnails, tell };
}

const FIRST = anImage({ etag: "1" });
const SECOND = anImage({ etag: "2" });

describe("a thumbnail", () => {
  test("is made once, however often its image is told of", async () => {
    const { state, tell } = aWorld();
    state.etag = "1";
    for (let times = 0; times < 3; times += 1) await tell(FIRST);
    expect(state).toMatchObject({ thumbnail: "1", made: 1 });
  });

  test("goes with its image", async () => {
    const { state, tell } = aWorld();
    state.etag = "1";
    await tell(FIRST);
    await tell(undefined);
    expect(state.thumbnail).toBeUndefined();
  });

  test("is not made of an image that was overwritten or deleted since", async () => {
    const { state, tell } = aWorld();
    state.etag = "2";
    await tell(FIRST);
    expect(state).toMatchObject({ made: 0 });
  });

  test("is none of an image that cannot be read, and no reason to try again", async () => {
    const { state, tell } = aWorld();
    state.etag = "unreadable";
    await tell(anImage({ etag: "unreadable" }));
    expect(state.thumbnail).toBeUndefined();
  });

  test("is that of the last content, from wherever the changes are told again", async () => {
    const version = fc.constantFrom(FIRST, SECOND, anImage({ status: "FLAGGED" }), undefined);
    await fc.assert(
      fc.asyncProperty(
        fc.array(version, { minLength: 1, maxLength: 6 }),
        fc.array(fc.nat({ max: 5 }), { maxLength: 3 }),
        async (versions, restarts) => {
          const { state, tell } = aWorld();
          const last = versions.at(-1);
          const etag = last?.status === "CATALOGUED" ? last.etag : undefined;
          if (etag !== undefined) state.etag = etag; // changes are told of after all has happened
          for (const from of [0, ...restarts]) {
            for (const after of versions.slice(from)) await tell(after);
          }
          expect(state.thumbnail).toBe(etag);
        },
      ),
    );
  });

  test("is permitted to be read while it is that of the image as it is", async () => {
    const { state, thumbnails } = aWorld();
    state.thumbnail = "1";
    const of = (image: CatalogImage | undefined) =>
      getThumbnail({ thumbnails, catalog: { get: async () => image } }, imageIdOf("cat.jpg"));
    expect(await of(FIRST)).toMatchObject({ url: "https://x/1" });
    await expect(of(SECOND)).rejects.toMatchObject({ code: "ThumbnailNotFound" });
    await expect(of(anImage({ status: "FLAGGED", etag: "1" }))).rejects.toMatchObject({
      code: "ThumbnailNotFound",
    });
    await expect(of(undefined)).rejects.toMatchObject({ code: "ImageNotFound" });
  });
});
