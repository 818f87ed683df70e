import * as z from "zod/mini";

function lowerFirst(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}

/** The names of an object's members as the API has them; a member that is given twice keeps its own name. */
function toCamelCase(value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  const entries = Object.entries(value).map(([name, member]) => {
    const camel = lowerFirst(name);
    return [camel === name || Object.hasOwn(value, camel) ? name : camel, member] as const;
  });
  return Object.fromEntries(entries);
}

/**
 * Takes `BookingId` for `bookingId`: the post's functions read PascalCase, its monolith any case.
 */
export function anyCase<S extends z.ZodMiniType>(schema: S) {
  return z.pipe(z.transform(toCamelCase), schema);
}
