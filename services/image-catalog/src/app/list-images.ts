import { InvalidError } from "@blueprints/lambda-kit/errors";
import type { Status } from "../domain/catalog-image.ts";
import { labelTerm, statusTerm, wordTerms, type IndexEntry } from "../domain/index-entry.ts";
import { pageTokenOf, positionOfPageToken } from "../domain/page-token.ts";
import type { ImageIndex } from "./ports.ts";

const MAX_TERMS = 5; // of one search: each costs a read per candidate
const MAX_ROUNDS = 5; // of one page: a search whose terms rarely meet must not read for ever

/** What is looked for: images that have all of it. */
export interface Search {
  readonly status?: Status | undefined;
  readonly labels: readonly string[];
  readonly text: string;
  /** Images on a page, 1 to 100. */
  readonly limit: number;
  readonly pageToken?: string | undefined;
}

/** A page of what was found, newest first. It may be short, even empty, and not be the last. */
export interface Found {
  readonly entries: readonly IndexEntry[];
  readonly nextPageToken: string | undefined;
}

/** The terms of a search, the one that finds fewest first: words are rarer than labels, long words rarest. */
function termsOf({ status, labels, text }: Search): readonly [string, ...string[]] {
  const words = [...wordTerms(text)].sort((a, b) => b.length - a.length);
  const terms = [...new Set([...words, ...labels.map(labelTerm)])];
  if (terms.length > MAX_TERMS) {
    const message = `a search takes at most ${MAX_TERMS} labels and words`;
    throw new InvalidError("InvalidRequest", message);
  }
  if (terms.length === 0 && text !== "") {
    throw new InvalidError("InvalidRequest", "the text to search for has no word in it");
  }
  const [first, ...others] = terms;
  if (first === undefined) return [statusTerm(status ?? "CATALOGUED")];
  return [first, ...others, ...(status === undefined ? [] : [statusTerm(status)])];
}

/**
 * Finds images by status, labels and words.
 *
 * @throws {InvalidError} `InvalidRequest`: too many terms, or none; `InvalidPageToken`.
 */
export async function listImages(
  deps: { readonly index: ImageIndex },
  search: Search,
): Promise<Found> {
  const terms = termsOf(search);
  const [first, ...others] = terms;
  const { limit, pageToken } = search;
  let after = pageToken === undefined ? undefined : positionOfPageToken(terms, pageToken);
  const entries: IndexEntry[] = [];
  for (let round = 0; round < MAX_ROUNDS && entries.length < limit; round += 1) {
    const page = await deps.index.page(first, { limit: limit - entries.length, after });
    const positions = page.entries.map(({ position }) => position);
    const having = others.length === 0 ? undefined : await deps.index.having(others, positions);
    entries.push(...page.entries.filter(({ position }) => having?.has(position) ?? true));
    after = page.end;
    if (after === undefined) break;
  }
  return { entries, nextPageToken: after === undefined ? undefined : pageTokenOf(terms, after) };
}
