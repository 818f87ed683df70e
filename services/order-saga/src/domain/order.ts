/** Where a request may ask for a failure; as in the post. */
export const STAGES = ["None", "PlaceOrder", "UpdateInventory", "MakePayment"] as const;

/** Why an order does not come about. */
export type Refusal =
  | "FaultInjected"
  | "OrderAlreadyExists"
  | "OrderWasRemoved"
  | "OutOfStock"
  | "PaymentWasReverted"
  | "ReservationWasReleased"
  | "UnknownItem";

/** What the states of the workflow hand on. */
export interface Order {
  readonly ItemId: string;
  readonly CustomerId: string;
  readonly MessageId: string;
  readonly FailAtStage: (typeof STAGES)[number];
  readonly Reason?: string | undefined;
  /** What Step Functions caught, when a step broke instead of answering. */
  readonly Error?: { readonly Error: string } | undefined;
}

/** An order with its id, which is the name of its execution. */
export interface OrderCall {
  readonly OrderId: string;
  readonly Order: Order;
}

/** How far an order is, in the words of the post. */
export type Progress =
  | "ORDER_PLACED"
  | "INVENTORY_UPDATED"
  | "PAYMENT_COMPLETED"
  | "PAYMENT_REVERTED"
  | "INVENTORY_REVERTED"
  | "ORDER_REMOVED";

/** What a step answers. */
export type OrderState = Order & {
  readonly Status: Progress | "ERROR";
};

/** The order after a step that a participant has taken, or has refused; a step may be told to fail afterwards. */
export function afterStep(
  order: Order,
  stage: Order["FailAtStage"],
  outcome: { readonly done: Progress } | { readonly refused: Refusal },
): OrderState {
  if ("refused" in outcome) return { ...order, Status: "ERROR", Reason: outcome.refused };
  if (order.FailAtStage === stage) return { ...order, Status: "ERROR", Reason: "FaultInjected" };
  return { ...order, Status: outcome.done };
}

/** The order after a compensation: it keeps the reason why there had to be one. */
export function afterCompensation(order: Order, done: Progress): OrderState {
  return { ...order, Status: done, Reason: order.Reason ?? "StepBroke" };
}
