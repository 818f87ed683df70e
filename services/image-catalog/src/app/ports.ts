import type { CatalogImage } from "../domain/catalog-image.ts";
import type { Answer, Question } from "../domain/decision.ts";
import type { Image } from "../domain/image.ts";
import type { IndexEntry } from "../domain/index-entry.ts";
import type { Moderation } from "../domain/moderation.ts";

/** A model that finds inappropriate content. */
export interface ContentModerator {
  /**
   * @throws {InvalidError} `UnsupportedImage`: it is no image the model can read.
   * @throws {NotFoundError} `ImageNotFound`: no such object, or none that this service may read.
   * @throws {UnavailableError} `ModerationUnavailable`: throttled, down or too slow.
   */
  moderate(image: Image): Promise<Moderation>;
}

/** The rows of the catalogue. */
export interface Catalog {
  /** The newest row of a key; undefined for none, and for an image that was deleted. */
  get(key: string): Promise<CatalogImage | undefined>;
}

/** A stretch of the images that a term finds, newest first. */
export interface IndexPage {
  readonly entries: readonly IndexEntry[];
  /** Where the next page goes on; undefined when this is the last. */
  readonly end: string | undefined;
}

/** Which images have which status, labels and words. */
export interface ImageIndex {
  /** Up to `limit` images of a term, from the newest, or from the one after a position. */
  page(
    term: string,
    options: { readonly limit: number; readonly after: string | undefined },
  ): Promise<IndexPage>;
  /** Those of the positions, at most 100, at which every one of the terms has an image. */
  having(terms: readonly string[], positions: readonly string[]): Promise<ReadonlySet<string>>;
  /** Writes and removes lines; safe to repeat. */
  update(change: {
    readonly put: readonly IndexEntry[];
    readonly remove: readonly IndexEntry[];
  }): Promise<void>;
}

/** A change of a row, as it was before and after. */
export interface RowChange {
  readonly key: string;
  readonly before: CatalogImage | undefined;
  readonly after: CatalogImage | undefined;
}

/** The questions that the workflow has put to the moderators. */
export interface Questions {
  /** The newest question of a key; undefined when there is no such image. */
  get(key: string): Promise<Question | undefined>;
  /** Ends the wait for an answer; false when nobody waits for it any more: each token takes one answer. */
  answer(token: string, answer: Answer): Promise<boolean>;
}

/** The images themselves. */
export interface ImageFiles {
  /** The bytes of exactly this content; undefined when it was overwritten or deleted since. */
  read(key: string, etag: string): Promise<Uint8Array | undefined>;
}

/** Makes small pictures of large ones. */
export interface Thumbnailer {
  /** A WebP of at most 320 by 320 pixels; undefined for what it cannot read, or is too large to. */
  make(image: Uint8Array): Promise<Uint8Array | undefined>;
}

/** A URL that anyone may read for a while. */
export interface ReadPermit {
  readonly url: string;
  /** ISO 8601. */
  readonly expiresAt: string;
}

/** The thumbnails, by the keys of their images. */
export interface Thumbnails {
  /** The entity tag of the image that a thumbnail was made of; undefined when there is none. */
  sourceOf(key: string): Promise<string | undefined>;
  put(key: string, thumbnail: { readonly bytes: Uint8Array; readonly etag: string }): Promise<void>;
  /** Safe to repeat. */
  remove(key: string): Promise<void>;
  permitToRead(key: string): Promise<ReadPermit>;
}
