import * as z from "zod/mini";
import { STAGES } from "../domain/order.ts";

const Text = z.string().check(z.minLength(1), z.maxLength(128));

const fields = {
  ItemId: Text,
  CustomerId: Text,
  MessageId: z.string().check(z.maxLength(80)),
  FailAtStage: z.enum(STAGES), // no default: a stage that nobody knows must not become one
  Reason: z.optional(z.string()),
  Error: z.optional(z.object({ Error: z.string() })),
};

/** What the workflow passes to every function. */
export const OrderTask = z.object({
  OrderId: z.string().check(z.minLength(1), z.maxLength(80)),
  Order: z.object(fields),
});

/** What every function hands back to the workflow. */
export const OrderState = z.strictObject({
  ...fields,
  Status: z.enum([
    "ORDER_PLACED",
    "INVENTORY_UPDATED",
    "PAYMENT_COMPLETED",
    "ERROR",
    "PAYMENT_REVERTED",
    "INVENTORY_REVERTED",
    "ORDER_REMOVED",
  ]),
});
