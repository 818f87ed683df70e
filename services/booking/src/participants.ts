import * as z from "zod/mini";
import { collectPayment, refundPayment, type PayDeps } from "./app/pay-booking.ts";
import type { FlightSeats } from "./app/process-ports.ts";
import { cancelOwn, confirmOwn, reserveOwn, type SettleDeps } from "./app/settle-booking.ts";
import { tellConfirmed, tellFailed, type TellDeps } from "./app/tell-customer.ts";
import { WholeRequest, type StepInput } from "./schemas/process.ts";
import type { Steps } from "./step.ts";

function whole({ request }: StepInput) {
  return z.parse(WholeRequest, request);
}

/** What happens to the seats of flights. */
export function seatSteps(seats: FlightSeats): Steps {
  return {
    reserveFlight: (input) => {
      const { bookingId, outboundFlightId } = whole(input);
      return seats.reserve(bookingId, outboundFlightId);
    },
    releaseFlightSeat: ({ request }) => seats.release(request.bookingId),
  };
}

/** What happens to the booking itself. */
export function bookingSteps(deps: SettleDeps): Steps {
  return {
    reserveBooking: (input) =>
      reserveOwn(deps, { ...whole(input), correlationId: input.correlationId }),
    confirmBooking: ({ request: { bookingId }, correlationId }) =>
      confirmOwn(deps, { bookingId, correlationId }),
    cancelBooking: ({ request, failure, correlationId }) => {
      const { bookingId, customerId, outboundFlightId, chargeId } = request;
      return cancelOwn(deps, {
        bookingId,
        failure,
        correlationId,
        ...(customerId !== undefined && { customerId }),
        ...(outboundFlightId !== undefined && { outboundFlightId }),
        ...(chargeId !== undefined && { chargeId }),
      });
    },
  };
}

/** What happens to the payment. */
export function paymentSteps(deps: PayDeps): Steps {
  return {
    collectPayment: async (input) => {
      const { price } = await collectPayment(deps, whole(input));
      return { price };
    },
    refundPayment: ({ request }) => refundPayment(deps, request),
  };
}

/** What the customer hears. */
export function notificationSteps(deps: TellDeps): Steps {
  return {
    notifyConfirmed: ({ request: { bookingId }, price }) =>
      tellConfirmed(deps, { bookingId, price }),
    notifyFailed: ({ request }) => tellFailed(deps, request),
  };
}
