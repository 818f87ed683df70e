import type { Violation } from "../../../scripts/soak/soak.ts";
import type { OrderView } from "../tools/order-api.ts";
import type { Stores } from "../tools/read-stores.ts";

/** All that is known once every order has ended and nothing is parked. */
export interface Evidence {
  readonly ended: readonly OrderView[];
  readonly stores: Stores;
  /** Items in stock before the first order. */
  readonly start: Readonly<Record<string, number>>;
  /** Parked orders that could not be undone. */
  readonly left: number;
}

/** What the service promises of every order and of the stock, and where it was not so. */
export function violationsOf({ ended, stores, start, left }: Evidence): Violation[] {
  const completed = ended.filter(({ status }) => status === "Completed");
  const ids = completed.map(({ orderId }) => orderId).sort();
  const found: Violation[] = [];
  for (const store of ["orders", "reserved", "paid"] as const) {
    const held = Object.keys(stores[store]).sort();
    for (const id of ids.filter((wanted) => !held.includes(wanted))) {
      found.push({ subject: id, reason: `completed, and not in ${store}` });
    }
    for (const id of held.filter((there) => !ids.includes(there))) {
      found.push({ subject: id, reason: `not completed, and in ${store}` });
    }
  }
  for (const [item, before] of Object.entries(start)) {
    const sold = completed.filter(({ itemId }) => itemId === item).length;
    const stock = stores.stock[item];
    if (stock !== before - sold) {
      found.push({ subject: item, reason: `${stock} in stock of ${before} with ${sold} sold` });
    }
    if (stock === undefined || stock < 0) found.push({ subject: item, reason: "below zero" });
  }
  if (left > 0) found.push({ subject: "dead letters", reason: `${left} could not be undone` });
  return found;
}
