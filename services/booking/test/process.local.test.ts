import { StateError } from "@blueprints/local-cloud/state-machine-testing";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { cancel } from "../src/domain/booking.ts";
import type { Step } from "../src/domain/process.ts";
import { aBooking } from "./booking-builders.ts";
import { PRICE } from "./fake-providers/payment-api.ts";
import { openProcessWorlds, type ProcessWorld } from "./process-world.ts";

let worlds: Awaited<ReturnType<typeof openProcessWorlds>>;
let world: ProcessWorld;
beforeAll(async () => {
  worlds = await openProcessWorlds();
});
afterAll(() => worlds?.cloud.stop());
beforeEach(async () => {
  world = await worlds.open();
  await world.addFlight("LH-1", 2);
});

const FULL = { capacity: 2, left: 2, held: 0 };
const FORWARD = ["reserveFlight", "reserveBooking", "collectPayment", "confirmBooking"] as const;

async function expectNothingDone(command: string): Promise<void> {
  expect(await world.seats("LH-1")).toEqual(FULL);
  expect(world.payments.kept()).toEqual([]);
  expect(await world.booking(command)).toMatchObject({ status: "Cancelled" });
  expect(world.told.map(({ status }) => status)).toEqual(["cancelled"]);
  expect(world.parked).toEqual([]);
}

describe("a process", () => {
  test("takes a seat, a booking and the money, and tells the customer of it", async () => {
    expect(await world.process({ command: "a" })).toMatchObject({ status: "SUCCEEDED" });
    expect(await world.seats("LH-1")).toEqual({ capacity: 2, left: 1, held: 1 });
    expect(await world.booking("a")).toMatchObject({ status: "Confirmed", version: 2 });
    expect(world.payments.kept()).toEqual(["ch-a"]);
    expect(world.told).toMatchObject([{ customerId: "ada", status: "confirmed", price: PRICE }]);
    expect(world.steps).toEqual([...FORWARD, "notifyConfirmed"]);
  });

  test("that comes again books nothing twice", async () => {
    await world.process({ command: "a" });
    expect(await world.process({ command: "a" })).toMatchObject({ status: "SUCCEEDED" });
    expect(await world.seats("LH-1")).toEqual({ capacity: 2, left: 1, held: 1 });
    expect(world.payments.charges.get("ch-a")).toMatchObject({ captures: 1, refunds: 0 });
  });

  test.each([
    { why: "no seat is left", wanted: { flight: "LH-0" }, reason: "no seat was left" },
    {
      why: "there is no such flight",
      wanted: { flight: "LH-9" },
      reason: "there is no such flight",
    },
    {
      why: "the payment is declined",
      wanted: { charge: "declined-1" },
      reason: "the payment was declined",
    },
  ])("ends refused, not failed, when $why", async ({ wanted, reason }) => {
    await world.addFlight("LH-0", 0);
    expect(await world.process({ command: "a", ...wanted })).toMatchObject({ status: "SUCCEEDED" });
    await expectNothingDone("a");
    expect(world.told).toMatchObject([{ status: "cancelled", price: null, reason }]);
  });

  test("does not book a customer's flight twice, nor spoil the booking that stands", async () => {
    await world.process({ command: "a" });
    await world.process({ command: "b" });
    expect(await world.booking("a")).toMatchObject({ status: "Confirmed" });
    expect(await world.booking("b")).toMatchObject({ status: "Cancelled" });
    expect(await world.seats("LH-1")).toEqual({ capacity: 2, left: 1, held: 1 });
    expect(world.payments.kept()).toEqual(["ch-a"]);
  });

  test("leaves a charge alone that pays for another booking", async () => {
    await world.process({ command: "a", charge: "ch-1" });
    await world.process({ command: "b", customer: "bob", charge: "ch-1" });
    expect(await world.booking("b")).toMatchObject({
      status: "Cancelled",
      cancellationReason: "the charge pays for another booking",
    });
    expect(world.payments.charges.get("ch-1")).toMatchObject({ captures: 1, refunds: 0 });
    expect(await world.booking("a")).toMatchObject({ status: "Confirmed" });
  });

  test("gives way to a booking that stands by the API of the post", async () => {
    const there = aBooking();
    await world.bookings.add(there, { correlationId: undefined });
    await world.process({ command: "a" });
    await expectNothingDone("a");
    expect(await world.bookings.retrieve(there.bookingId)).toEqual(there);
  });
});

const TIMES = ["before", "after"] as const;
const faultsOf = (steps: readonly Step[]) =>
  steps.flatMap((step) => TIMES.map((when) => ({ step, when })));
const CONFIRMED = { step: "confirmBooking", when: "after" } as const;

describe("a step that fails for good", () => {
  const undone = faultsOf(FORWARD).filter(
    ({ step, when }) => step !== CONFIRMED.step || when !== CONFIRMED.when,
  );

  test.each(undone)("$when the write of $step leaves everything as it was", async (fault) => {
    expect(await world.process({ command: "a", fault })).toMatchObject({ status: "FAILED" });
    await expectNothingDone("a");
  });

  test("after its booking was confirmed is too late: confirmed is what the customer hears", async () => {
    const outcome = await world.process({ command: "a", fault: CONFIRMED });
    expect(outcome).toMatchObject({ status: "SUCCEEDED" });
    expect(await world.booking("a")).toMatchObject({ status: "Confirmed" });
    expect(world.payments.kept()).toEqual(["ch-a"]);
    expect(world.told.map(({ status }) => status)).toEqual(["confirmed"]);
  });

  test("is undone in the reverse order", async () => {
    await world.process({ command: "a", fault: { step: "confirmBooking", when: "before" } });
    expect(world.steps).toEqual([
      ...FORWARD,
      "refundPayment",
      "cancelBooking",
      "releaseFlightSeat",
      "notifyFailed",
    ]);
  });

  test.each(["before", "after"] as const)(
    "%s the write of notifyConfirmed neither fails nor undoes what is paid and confirmed",
    async (when) => {
      const fault = { step: "notifyConfirmed", when } as const;
      expect(await world.process({ command: "a", fault })).toMatchObject({ status: "SUCCEEDED" });
      expect(await world.booking("a")).toMatchObject({ status: "Confirmed" });
      expect(world.payments.kept()).toEqual(["ch-a"]);
      expect(world.parked).toMatchObject([{ task: "tellConfirmed", fault: null }]);
      world.told.length = 0;
      await world.run(world.parked[0] ?? null);
      expect(world.told).toMatchObject([{ status: "confirmed", price: PRICE }]);
    },
  );
});

const UNDOING = ["refundPayment", "cancelBooking", "releaseFlightSeat", "notifyFailed"] as const;

async function die(): Promise<never> {
  throw new StateError("Lambda.Unknown", "played by the test");
}

/** Lets a step fail before or after its write, as often as told; all others do what they should. */
function fails(step: Step, when: "before" | "after", times: number): void {
  let left = times;
  world.interrupt = (input, run) => {
    if (input.step !== step || left <= 0) return undefined;
    left -= 1;
    return when === "before" ? die() : run().then(die);
  };
}

describe("a fault that passes", () => {
  test.each(faultsOf(FORWARD))(
    "$when the write of $step is tried again",
    async ({ step, when }) => {
      fails(step, when, 3);
      await world.process({ command: "a" });
      expect(await world.booking("a")).toMatchObject({ status: "Confirmed", version: 2 });
      expect(await world.seats("LH-1")).toEqual({ capacity: 2, left: 1, held: 1 });
      expect(world.payments.charges.get("ch-a")).toMatchObject({ captures: 1, refunds: 0 });
      expect(world.parked).toEqual([]);
    },
  );

  test.each(faultsOf(UNDOING))("$when the write of $step is, too", async ({ step, when }) => {
    fails(step, when, 3);
    const fault = { step: "confirmBooking", when: "before" } as const;
    await world.process({ command: "a", fault });
    expect(await world.seats("LH-1")).toEqual(FULL);
    expect(await world.booking("a")).toMatchObject({ status: "Cancelled", version: 2 });
    expect(world.payments.charges.get("ch-a")).toMatchObject({ captures: 1, refunds: 1 });
    expect(world.parked).toEqual([]);
  });
});

describe("what cannot be undone", () => {
  test.each(faultsOf(UNDOING))(
    "is parked when $step fails $when its write, and undone by the redrive",
    async ({ step, when }) => {
      const confirmFails = { step: "confirmBooking", when: "before" } as const;
      fails(step, when, 1000);
      await world.process({ command: "a", fault: confirmFails });
      const task = step === "notifyFailed" ? "tellFailed" : "undo";
      expect(world.parked).toMatchObject([{ task, fault: null }]);
      world.interrupt = () => undefined;
      world.told.length = 0;
      expect(await world.run(world.parked[0] ?? null)).toMatchObject({ status: "SUCCEEDED" });
      world.parked.length = 0;
      await expectNothingDone("a");
    },
  );
});

describe("what comes late", () => {
  test.each(FORWARD)("from %s takes nothing once all is undone", async (step) => {
    const late: (() => Promise<unknown>)[] = [];
    world.interrupt = (input, run) => {
      if (input.step !== step) return undefined;
      late.push(run);
      return Promise.reject(new StateError("States.Timeout", "played by the test"));
    };
    expect(await world.process({ command: "a" })).toMatchObject({ status: "FAILED" });
    world.interrupt = () => undefined;
    const ends = await Promise.allSettled(late.map((run) => run()));
    expect(ends.map(({ status }) => status)).toEqual(late.map(() => "rejected"));
    expect(late.length).toBeGreaterThan(1);
    await expectNothingDone("a");
  });
});

describe("a confirmed booking that its customer cancels", () => {
  test("gives seat and money back", async () => {
    await world.process({ command: "a" });
    const cancelled = cancel(await world.stored("a"), "ill", { commandId: "c", at: world.clock() });
    await world.bookings.update(cancelled, { correlationId: undefined });
    world.told.length = 0;
    const { bookingId, customerId, outboundFlightId } = cancelled;
    const data = { bookingId, customerId, outboundFlightId };
    const event = { "detail-type": "BookingCancelled", detail: { data } };
    expect(await world.run(event)).toMatchObject({ status: "SUCCEEDED" });
    expect(await world.run(event)).toMatchObject({ status: "SUCCEEDED" });
    expect(await world.seats("LH-1")).toEqual(FULL);
    expect(world.payments.charges.get("ch-a")).toMatchObject({ captures: 1, refunds: 1 });
    expect(await world.booking("a")).toEqual(cancelled);
  });
});

test("an input that is none is refused", async () => {
  expect(await world.run({ task: "dance" })).toMatchObject({
    status: "FAILED",
    error: "UnknownInput",
  });
});
