import { badRequest } from "./errors.ts";

const DEFAULT_RESULTS = 1000; // HTTP API quotas allow no more APIs, routes or integrations than that

/**
 * Cuts one page out of a list. API Gateway's `MaxResults` is text; a token is the position of the
 * next item.
 *
 * @throws {AwsError} `BadRequestException`.
 */
export function page<T>(
  all: readonly T[],
  { MaxResults, NextToken }: { MaxResults?: string | undefined; NextToken?: string | undefined },
): { Items: T[]; NextToken: string | undefined } {
  const size = MaxResults === undefined ? DEFAULT_RESULTS : wholeNumber(MaxResults);
  if (size === undefined || size < 1) throw badRequest("Invalid value for MaxResults");
  const start = NextToken === undefined ? 0 : wholeNumber(NextToken);
  if (start === undefined) throw badRequest("Invalid pagination token");
  const end = start + size;
  return { Items: all.slice(start, end), NextToken: end < all.length ? String(end) : undefined };
}

function wholeNumber(text: string): number | undefined {
  return /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}
