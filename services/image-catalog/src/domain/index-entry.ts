import { createHash } from "node:crypto";
import type { CatalogImage, Status } from "./catalog-image.ts";

const MAX_WORDS = 100; // of one image; Rekognition reads no more
const MAX_WORD_CHARACTERS = 64;
const MAX_LABEL_CHARACTERS = 200; // a hash key holds 2,048 bytes, and one character may be four
const MAX_LABELS = 50; // as the workflow asks for

/** One line of the search index: this term finds this image. */
export interface IndexEntry {
  /** What is searched: see {@link statusTerm}, {@link labelTerm} and {@link wordTerms}. */
  readonly term: string;
  /** Orders the images of a term, and tells images of the same moment apart. */
  readonly position: string;
  readonly key: string;
  readonly status: Status;
  /** ISO 8601. */
  readonly finishedAt: string;
}

function normal(text: string): string {
  return text.normalize("NFKC").toLowerCase().trim();
}

// What is too long is found, and looked for, by its beginning. Cut last: one character of a query may become 18.
function cut(text: string, maxCharacters: number): string {
  return text.length <= maxCharacters ? text : Array.from(text).slice(0, maxCharacters).join("");
}

/** The term that finds images by their status. */
export function statusTerm(status: Status): string {
  return `status#${status}`;
}

/** The term that finds images by a label, in whatever case. */
export function labelTerm(name: string): string {
  return `label#${cut(normal(name), MAX_LABEL_CHARACTERS)}`;
}

/** The terms that find images by the words of a text, without punctuation and case. */
export function wordTerms(text: string): readonly string[] {
  const words = normal(text).split(/[^\p{L}\p{M}\p{N}]+/u);
  const kept = words.filter((word) => word !== "").map((word) => cut(word, MAX_WORD_CHARACTERS));
  return [...new Set(kept)].map((word) => `text#${word}`);
}

/**
 * Where an image stands among others: by time of its result, then by a digest of its key, because a sort
 * key holds 1,024 bytes and an object key alone may have as many.
 */
function positionOf(key: string, finishedAt: string): string {
  return `${finishedAt}#${createHash("sha256").update(key).digest("base64url")}`;
}

/** What {@link IndexEntry.position} looks like. */
export const POSITION = /^\d{4}-\d\d-\d\dT[\d:.]{1,20}Z#[\w-]{43}$/u;

function termsOf({ status, labels, text }: CatalogImage): ReadonlySet<string> {
  const terms = [statusTerm(status)];
  if (status === "CATALOGUED") {
    const words = new Set(text.flatMap(({ text: line }) => wordTerms(line)));
    terms.push(...labels.slice(0, MAX_LABELS).map(({ name }) => labelTerm(name)));
    terms.push(...[...words].slice(0, MAX_WORDS));
  }
  return new Set(terms);
}

/**
 * The lines of the index for an image: its status, and once it is catalogued its labels and words, at most
 * 151 in all. An image without a result has none.
 */
export function indexEntriesOf(image: CatalogImage | undefined): readonly IndexEntry[] {
  if (image?.finishedAt === undefined || image.status === "PROCESSING") return [];
  const { key, status, finishedAt } = image;
  const position = positionOf(key, finishedAt);
  return [...termsOf(image)].map((term) => ({ term, position, key, status, finishedAt }));
}

/** The identity of a line of the index. */
export function entryIdOf({ term, position }: Pick<IndexEntry, "term" | "position">): string {
  return `${position}#${term}`;
}
