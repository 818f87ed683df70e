import { hash } from "node:crypto";
import type { Query } from "./query.ts";
import { identityOf } from "./row-query.ts";

/** What may be remembered of answers. */
export interface Memory {
  /** Whose answers they are: those of another provider may differ. */
  readonly dataSource: string;
  /** Whether found places may be kept for other files: the place index is for storage. */
  readonly mayShare: boolean;
  readonly sharedSeconds: number;
  /** For as long as a run may need to know what it has asked. */
  readonly ownSeconds: number;
}

/**
 * What an answer is remembered by: for all files, where that is allowed; and for the run alone. An address cannot be
 * read from it.
 */
export function digestsOf(
  query: Query,
  { dataSource, mayShare }: Memory,
  run: string,
): { readonly shared?: string; readonly own: string } {
  const identity = `${dataSource}\n${identityOf(query)}`;
  const own = hash("sha256", `${run}\n${identity}`, "base64url");
  return mayShare ? { shared: hash("sha256", `\n${identity}`, "base64url"), own } : { own };
}
