import { NotFoundError } from "@blueprints/lambda-kit/errors";
import { mayActFor, type Caller } from "../domain/customer.ts";
import { endOfPageToken, pageTokenOf } from "../domain/page-token.ts";
import type { Booking } from "../domain/booking.ts";
import type { BookingRepository } from "./ports.ts";

/** Whose bookings are listed, for whom, and which page. */
export interface ListRequest {
  readonly customerId: string;
  readonly caller: Caller;
  /** Bookings on a page, at least 1. */
  readonly limit: number;
  readonly pageToken: string | undefined;
}

/** A page of a customer's bookings, newest first. */
export interface Listed {
  readonly bookings: readonly Booking[];
  readonly nextPageToken: string | undefined;
}

/**
 * Lists a customer's bookings.
 *
 * @throws {NotFoundError} `CustomerNotFound`: the caller may not see this customer's.
 * @throws {InvalidError} `InvalidPageToken`.
 */
export async function listBookings(
  deps: { readonly bookings: BookingRepository },
  { customerId, caller, limit, pageToken }: ListRequest,
): Promise<Listed> {
  if (!mayActFor(caller, customerId)) {
    throw new NotFoundError("CustomerNotFound", "Customer not found");
  }
  const after = pageToken === undefined ? undefined : endOfPageToken(customerId, pageToken);
  const { bookings, end } = await deps.bookings.listForCustomer(customerId, { limit, after });
  return { bookings, nextPageToken: end === undefined ? undefined : pageTokenOf(customerId, end) };
}
