import * as z from "zod/mini";

const MAX_LINES = 500;

/** Path of the request that every handler of the bench answers. */
export const OrderPath = z.object({ customerId: z.string().check(z.minLength(1)) });

/** Its body. */
export const Order = z.object({
  currency: z.enum(["EUR", "USD"]),
  lines: z
    .array(
      z.object({
        sku: z.string().check(z.minLength(1), z.maxLength(40)),
        quantity: z.int().check(z.positive()),
        unitPriceCents: z.int().check(z.nonnegative()),
      }),
    )
    .check(z.minLength(1), z.maxLength(MAX_LINES)),
});
export type Order = z.infer<typeof Order>;

/** Its answer. */
export const Receipt = z.strictObject({
  customerId: z.string(),
  currency: z.enum(["EUR", "USD"]),
  pieces: z.int(),
  totalCents: z.int(),
});
export type Receipt = z.infer<typeof Receipt>;

/** The handler's own work: as little as can be told from nothing. */
export function receiptOf(customerId: string, { currency, lines }: Order): Receipt {
  let pieces = 0;
  let totalCents = 0;
  for (const { quantity, unitPriceCents } of lines) {
    pieces += quantity;
    totalCents += quantity * unitPriceCents;
  }
  return { customerId, currency, pieces, totalCents };
}
