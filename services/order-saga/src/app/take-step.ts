import { afterStep, type OrderCall, type OrderState } from "../domain/order.ts";
import type { Inventory, Orders, Payments } from "./ports.ts";

/** Places an order; told to fail, it does so before anything is written, because nothing would remove it. */
export async function placeOrder(orders: Orders, call: OrderCall): Promise<OrderState> {
  const isToFail = call.Order.FailAtStage === "PlaceOrder";
  const refused = isToFail ? "FaultInjected" : await orders.place(call);
  return afterStep(call.Order, "PlaceOrder", refused ? { refused } : { done: "ORDER_PLACED" });
}

/** Takes one of the item out of the stock; told to fail, it says so afterwards, as in the post. */
export async function updateInventory(inventory: Inventory, call: OrderCall): Promise<OrderState> {
  const refused = await inventory.reserve(call);
  const outcome = refused ? { refused } : ({ done: "INVENTORY_UPDATED" } as const);
  return afterStep(call.Order, "UpdateInventory", outcome);
}

/** Charges for the order; told to fail, it says so afterwards. */
export async function makePayment(payments: Payments, call: OrderCall): Promise<OrderState> {
  const refused = await payments.charge(call);
  const outcome = refused ? { refused } : ({ done: "PAYMENT_COMPLETED" } as const);
  return afterStep(call.Order, "MakePayment", outcome);
}
