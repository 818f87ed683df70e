/** Who asks: everyone's bookings are open to staff, their own to a customer. */
export type Caller =
  | { readonly kind: "staff"; readonly name: string }
  | { readonly kind: "customer"; readonly name: string; readonly customerId: string };

/** Whether the caller may see and change what belongs to the customer. */
export function mayActFor(caller: Caller, customerId: string): boolean {
  return caller.kind === "staff" || caller.customerId === customerId;
}
