import * as z from "zod/mini";
import { STEPS } from "../domain/process.ts";
import { BookingPath, ReserveBody } from "./booking.ts";

const Fault = z.strictObject({ step: z.enum(STEPS), when: z.enum(["before", "after"]) });
const Text = z.string().check(z.minLength(1));

/** Body of `POST /booking/process`. */
export const ProcessBody = ReserveBody;

/** Body of `POST /booking/process` in stages that allow faults. */
export const FaultyProcessBody = z.extend(ReserveBody, { fault: z.optional(Fault) });

/** Body of `POST /booking/process`, as the stage has it. */
export function processBodyOf(faults: "allowed" | "refused"): typeof FaultyProcessBody {
  // oxlint-disable-next-line typescript/consistent-type-assertions -- without the fault, which is optional
  return (faults === "allowed" ? FaultyProcessBody : ProcessBody) as typeof FaultyProcessBody;
}

/** Answer of `POST /booking/process`. */
export const ProcessView = z.strictObject({
  ...BookingPath.shape,
  status: z.literal("Processing"),
});

/** Answer of `GET /booking/{bookingId}/status`. */
export const StatusView = z.strictObject({
  ...BookingPath.shape,
  status: z.enum(["Processing", "Failing", "Failed", "Reserved", "Confirmed", "Cancelled"]),
  reason: z.optional(z.string()),
});

/** What every step of the workflow gets. What is to be undone is not always known whole. */
export const StepInput = z.object({
  step: z.enum(STEPS),
  correlationId: z.optional(z.string()),
  request: z.object({
    bookingId: Text,
    customerId: z.optional(Text),
    outboundFlightId: z.optional(Text),
    chargeId: z.optional(Text),
  }),
  /** The code of what stopped the process. */
  failure: z.optional(z.string()),
  price: z.optional(z.number()),
  fault: z.nullish(Fault),
});
export type StepInput = z.infer<typeof StepInput>;

/** What a process needs to reserve and to collect. */
export const WholeRequest = z.object({
  bookingId: Text,
  customerId: Text,
  outboundFlightId: Text,
  chargeId: Text,
});

/** What a step tells the workflow. */
export const StepOutput = z.object({ price: z.optional(z.number()) });
export type StepOutput = z.infer<typeof StepOutput>;
