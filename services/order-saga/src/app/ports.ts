import type { OrderCall, Refusal } from "../domain/order.ts";

/** What became of a step that a participant was asked to take: undefined when it is done, now or before. */
export type StepOutcome = Refusal | undefined;

/** The participant that keeps orders. */
export interface Orders {
  /** Keeps an order, once; never one that was removed. @throws {UnavailableError} `OrdersUnavailable`. */
  place(call: OrderCall): Promise<StepOutcome>;
  /** Removes an order, kept or not, for good. @throws {UnavailableError} `OrdersUnavailable`. */
  remove(orderId: string): Promise<void>;
}

/** The participant that keeps the stock. */
export interface Inventory {
  /** Takes one of an item out of the stock for an order, once. @throws {UnavailableError} `InventoryUnavailable`. */
  reserve(call: OrderCall): Promise<StepOutcome>;
  /** Puts back what an order took, if it took anything, once. @throws {UnavailableError} `InventoryUnavailable`. */
  release(orderId: string): Promise<void>;
}

/** The participant that takes money. */
export interface Payments {
  /** Charges for an order, once. @throws {UnavailableError} `PaymentsUnavailable`. */
  charge(call: OrderCall): Promise<StepOutcome>;
  /** Gives the money back, if any was taken, for good. @throws {UnavailableError} `PaymentsUnavailable`. */
  refund(orderId: string): Promise<void>;
}
