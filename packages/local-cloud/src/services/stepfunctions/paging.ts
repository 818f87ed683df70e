import { constraintViolation, invalidToken } from "./errors.ts";

const DEFAULT_RESULTS = 100; // "maxResults: 0 means the default"; ListExecutions
const MAX_RESULTS = 1000;

interface PageRequest {
  readonly maxResults?: number | undefined;
  readonly nextToken?: string | undefined;
}

/** One page of a list, and the token of the next. */
export interface Page<T> {
  readonly items: T[];
  readonly nextToken: string | undefined;
}

/** Cuts a page out of a list by position. @throws {AwsError} `InvalidToken`. */
export function pageOf<T>(
  { maxResults = 0, nextToken }: PageRequest,
  read: (range: { offset: number; limit: number }) => readonly T[],
): Page<T> {
  if (maxResults < 0 || maxResults > MAX_RESULTS) {
    throw constraintViolation(
      "maxResults",
      `Member must have value less than or equal to ${MAX_RESULTS}`,
    );
  }
  const limit = maxResults === 0 ? DEFAULT_RESULTS : maxResults;
  const offset = nextToken === undefined ? 0 : offsetOf(nextToken);
  const items = read({ offset, limit: limit + 1 });
  const hasMore = items.length > limit;
  return {
    items: items.slice(0, limit),
    nextToken: hasMore ? tokenOf(offset + limit) : undefined,
  };
}

function tokenOf(offset: number): string {
  return Buffer.from(`offset:${offset}`).toString("base64");
}

function offsetOf(token: string): number {
  const match = /^offset:(\d{1,9})$/u.exec(Buffer.from(token, "base64").toString());
  if (match === null) throw invalidToken();
  return Number(match[1]);
}
