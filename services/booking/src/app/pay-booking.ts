import { ConflictError } from "@blueprints/lambda-kit/errors";
import type { PaymentLedger, PaymentProvider, Receipt } from "./process-ports.ts";

/** What collecting and refunding need. */
export interface PayDeps {
  readonly ledger: PaymentLedger;
  readonly provider: PaymentProvider;
}

async function captureOrClose({ ledger, provider }: PayDeps, bookingId: string, chargeId: string) {
  try {
    return await provider.capture(chargeId, bookingId);
  } catch (error) {
    const isDeclined = error instanceof ConflictError; // and so there is nothing to refund
    if (isDeclined) await ledger.refunded(bookingId);
    throw error;
  }
}

/**
 * Captures the charge of a booking, once however often it is asked.
 *
 * @throws {ConflictError} `PaymentDeclined`, `ChargeInUse`, `PaymentRefunded`.
 * @throws {UnavailableError} `PaymentsUnavailable`: nobody knows whether it was captured.
 */
export async function collectPayment(
  { ledger, provider }: PayDeps,
  { bookingId, chargeId }: { readonly bookingId: string; readonly chargeId: string },
): Promise<Receipt> {
  const payment = await ledger.begin(bookingId, chargeId);
  if (payment.receipt !== undefined) return payment.receipt;
  const receipt = await captureOrClose({ ledger, provider }, bookingId, payment.chargeId);
  await ledger.collected(bookingId, receipt);
  return receipt;
}

/**
 * Gives back what the booking's charge has captured, and whatever it may still capture. A charge that pays for
 * another booking is not touched, and no confirmed booking's is.
 *
 * @throws {ConflictError} `BookingIsConfirmed`.
 * @throws {UnavailableError} `PaymentsUnavailable`, `RefundRefused`.
 */
export async function refundPayment(
  { ledger, provider }: PayDeps,
  { bookingId }: { readonly bookingId: string },
): Promise<void> {
  const payment = await ledger.giveUp(bookingId);
  if (payment === undefined) return;
  await provider.refund(payment.chargeId, bookingId);
  await ledger.refunded(bookingId);
}
