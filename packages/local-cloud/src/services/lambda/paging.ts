import { invalidParameter, validationError } from "./errors.ts";

const MAX_PAGE = 50; // items per page of the list operations; Lambda API reference

/**
 * Cuts one page out of a list; a marker is the position of the next item.
 *
 * @throws {AwsError} `ValidationException`, `InvalidParameterValueException`.
 */
export function page<T>(
  all: readonly T[],
  { MaxItems, Marker }: { MaxItems?: number | undefined; Marker?: string | undefined },
): { items: T[]; NextMarker: string | undefined } {
  if (MaxItems !== undefined && MaxItems < 1) {
    const rule = "Member must have value greater than or equal to 1";
    throw validationError("maxItems", MaxItems, rule);
  }
  if (Marker !== undefined && !/^\d{1,9}$/.test(Marker)) throw invalidParameter("Invalid Marker");
  const start = Number(Marker ?? 0);
  const end = start + Math.min(MaxItems ?? MAX_PAGE, MAX_PAGE);
  return { items: all.slice(start, end), NextMarker: end < all.length ? String(end) : undefined };
}
