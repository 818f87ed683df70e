import { invalidParameter } from "./errors.ts";

/**
 * Cuts a list into pages; a token is the position of the next item.
 *
 * @throws {AwsError} `InvalidParameterException`.
 */
export function page<T>(
  all: readonly T[],
  { token, limit }: { token: string | undefined; limit: number },
): { items: T[]; next: string | undefined } {
  const start = Number(token ?? 0);
  if (!Number.isSafeInteger(start) || start < 0) {
    throw invalidParameter("Invalid pagination token.");
  }
  if (limit < 0 || limit > 60) {
    throw invalidParameter(
      `1 validation error detected: Value '${limit}' at 'limit' failed to satisfy constraint: Member must have value less than or equal to 60`,
    );
  }
  const end = start + limit;
  return { items: all.slice(start, end), next: end < all.length ? String(end) : undefined };
}
