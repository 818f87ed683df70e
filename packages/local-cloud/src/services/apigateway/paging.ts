import { badRequest } from "./errors.ts";

const DEFAULT_LIMIT = 25; // API reference, "limit"
const MAX_LIMIT = 500;

/**
 * Cuts one page out of a list; a position is the number of the next item.
 *
 * @throws {AwsError} `BadRequestException`.
 */
export function page<T>(
  all: readonly T[],
  {
    limit = DEFAULT_LIMIT,
    position,
  }: { limit?: number | undefined; position?: string | undefined },
): { items: T[]; position: string | undefined } {
  if (limit < 1 || limit > MAX_LIMIT) throw badRequest("Invalid limit parameter");
  const start = position === undefined ? 0 : Number(/^\d{1,9}$/.exec(position)?.[0]);
  if (Number.isNaN(start)) throw badRequest("Invalid position parameter");
  const end = start + limit;
  return { items: all.slice(start, end), position: end < all.length ? String(end) : undefined };
}
