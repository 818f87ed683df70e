/** Conditional headers of a read, or of the source of a copy. */
export interface ReadConditions {
  readonly ifMatch: string | undefined;
  readonly ifNoneMatch: string | undefined;
  readonly ifModifiedSince: Date | undefined;
  readonly ifUnmodifiedSince: Date | undefined;
}

/** What conditions are judged by. */
export interface Validators {
  /** Without quotes. */
  readonly etag: string;
  /** Milliseconds since the Unix epoch. */
  readonly modifiedAt: number;
}

/** Whether to answer, and if not, because of which header. */
export type Verdict =
  | { readonly kind: "proceed" }
  | { readonly kind: "notModified" }
  | { readonly kind: "failed"; readonly condition: string };

/**
 * Judges the conditions of a read: ETags win over dates.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-13.2.2
 */
export function judgeRead(conditions: ReadConditions, current: Validators): Verdict {
  const { ifMatch, ifNoneMatch, ifModifiedSince, ifUnmodifiedSince } = conditions;
  if (ifMatch !== undefined) {
    if (!etagMatches(ifMatch, current.etag)) return { kind: "failed", condition: "If-Match" };
  } else if (ifUnmodifiedSince !== undefined && isNewer(current, ifUnmodifiedSince)) {
    return { kind: "failed", condition: "If-Unmodified-Since" };
  }
  if (ifNoneMatch !== undefined) {
    return etagMatches(ifNoneMatch, current.etag) ? { kind: "notModified" } : { kind: "proceed" };
  }
  const unchanged = ifModifiedSince !== undefined && !isNewer(current, ifModifiedSince);
  return unchanged ? { kind: "notModified" } : { kind: "proceed" };
}

/** True when `header`, one or more quoted or bare ETags or `*`, names `etag`. */
export function etagMatches(header: string, etag: string): boolean {
  const named = header.split(",").map((entry) => bareEtag(entry.trim()));
  return named.some((entry) => entry === "*" || entry === etag);
}

/** An ETag without its quotes and without the mark of a weak one. */
export function bareEtag(etag: string): string {
  return etag.replace(/^W\//, "").replace(/^"(.*)"$/s, "$1");
}

/** HTTP dates know only whole seconds. */
function isNewer(current: Validators, than: Date): boolean {
  return Math.floor(current.modifiedAt / 1000) > Math.floor(than.getTime() / 1000);
}
