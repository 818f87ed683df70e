import { ForbiddenError, InvalidError } from "@blueprints/lambda-kit/errors";
import { bookingIdOf } from "../domain/booking-id.ts";
import type { Reservation } from "../domain/booking.ts";
import { mayActFor, type Caller } from "../domain/customer.ts";
import type { ChangeContext, CustomerService } from "./ports.ts";
import type { Fault, Processes } from "./process-ports.ts";

/** What is asked for, by whom, and in which command. */
export interface ProcessCommand extends Reservation, ChangeContext {
  readonly caller: Caller;
  readonly commandId: string;
  readonly fault: Fault | undefined;
}

/**
 * Starts the process of a booking. Its id is made of the command before anything starts, so that however often
 * the command comes there is one process, and one booking.
 *
 * @throws {ForbiddenError} `AnotherCustomer`.
 * @throws {InvalidError} `CustomerNotFound`.
 * @throws {ConflictError} `IdempotencyKeyReused`.
 * @throws {UnavailableError} `CustomersUnavailable`, `ProcessesUnavailable`.
 */
export async function processBooking(
  deps: { readonly customers: CustomerService; readonly processes: Processes },
  { caller, commandId, ...request }: ProcessCommand,
): Promise<string> {
  if (!mayActFor(caller, request.customerId)) {
    throw new ForbiddenError("AnotherCustomer", "a customer books for themselves only");
  }
  if (!(await deps.customers.customerExists(request.customerId))) {
    throw new InvalidError("CustomerNotFound", "Customer not found");
  }
  const bookingId = bookingIdOf(commandId);
  await deps.processes.start({ bookingId, ...request });
  return bookingId;
}
