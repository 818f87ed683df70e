import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { cancelBooking, confirmBooking } from "../src/app/change-booking.ts";
import type { Fault } from "../src/app/process-ports.ts";
import { bookingIdOf } from "../src/domain/booking-id.ts";
import type { Booking } from "../src/domain/booking.ts";
import { STEPS } from "../src/domain/process.ts";
import { STAFF } from "./booking-builders.ts";
import { openProcessWorlds, type ProcessWorld, type Wanted } from "./process-world.ts";

let worlds: Awaited<ReturnType<typeof openProcessWorlds>>;
beforeAll(async () => {
  worlds = await openProcessWorlds();
});
afterAll(() => worlds?.cloud.stop());

const CAPACITY = 2;
const FLIGHT = "LH-1";

/** What was asked for so far: each command is one process, whatever comes of it. */
interface Model {
  readonly commands: Map<string, Wanted>;
}

type Command = fc.AsyncCommand<Model, ProcessWorld>;

async function bookingsOf(model: Model, world: ProcessWorld): Promise<readonly Booking[]> {
  const found = await Promise.all([...model.commands.keys()].map((one) => world.booking(one)));
  return found.filter((booking) => booking !== undefined);
}

/** What holds whenever nothing is under way. */
async function expectInvariants(model: Model, world: ProcessWorld): Promise<void> {
  const bookings = await bookingsOf(model, world);
  const confirmed = bookings.filter(({ status }) => status === "Confirmed");
  const { left, held, capacity } = await world.seats(FLIGHT);
  expect(left).toBeGreaterThanOrEqual(0);
  expect(left + held).toBe(capacity);
  expect(held).toBe(confirmed.length);
  expect(world.payments.kept().toSorted()).toEqual(
    confirmed.map(({ chargeId }) => chargeId).toSorted(),
  );
  expect(bookings.filter(({ status }) => status === "Reserved")).toEqual([]);
  for (const { bookingId, status } of world.told) {
    const now = bookings.find((booking) => booking.bookingId === bookingId);
    if (status === "confirmed") expect(now?.commands.Confirmed).toBe(bookingId);
    else expect(now?.status).toBe("Cancelled");
  }
  const others = bookings.map(({ customerId, status }) => status === "Confirmed" && customerId);
  const standing = others.filter(Boolean);
  expect(new Set(standing).size).toBe(standing.length);
}

/** Redrives what was parked until nothing is. */
async function redrive(world: ProcessWorld): Promise<void> {
  for (const letter of world.parked.splice(0)) await world.run(letter);
  expect(world.parked).toEqual([]);
}

/** Processes; a command that came before is the same process, with what it asked for then. */
function process(request: Wanted): Command {
  return {
    toString: () => `process(${JSON.stringify(request)})`,
    check: () => true,
    async run(model, world) {
      const { fault: _, ...first } = model.commands.get(request.command) ?? request;
      model.commands.set(request.command, first);
      await world.process({ ...first, ...(request.fault && { fault: request.fault }) });
      await redrive(world);
      await expectInvariants(model, world);
    },
  };
}

/** Two processes at the same time. */
function race(one: Wanted, other: Wanted): Command {
  return {
    toString: () => `race(${JSON.stringify([one, other])})`,
    check: ({ commands }) => !commands.has(one.command) && !commands.has(other.command),
    async run(model, world) {
      for (const request of [one, other]) model.commands.set(request.command, request);
      await Promise.all([one, other].map((request) => world.process(request)));
      await redrive(world);
      await expectInvariants(model, world);
    },
  };
}

function changeRequest(command: string, commandId: string) {
  const bookingId = bookingIdOf(command);
  return { bookingId, caller: STAFF, commandId, correlationId: undefined };
}

/** Cancels as its customer does; the table's stream tells the workflow. */
function cancel(command: string): Command {
  return {
    toString: () => `cancel(${command})`,
    check: ({ commands }) => commands.has(command),
    async run(model, world) {
      const request = { ...changeRequest(command, `cancel-${command}`), reason: "ill" };
      const cancelled = await cancelBooking(world, request).catch(() => undefined);
      if (cancelled !== undefined) {
        const { bookingId, customerId, outboundFlightId } = cancelled;
        const data = { bookingId, customerId, outboundFlightId };
        await world.run({ "detail-type": "BookingCancelled", detail: { data } });
        await redrive(world);
      }
      await expectInvariants(model, world);
    },
  };
}

/** Confirms by hand, which is never for a process' booking. */
function confirm(command: string): Command {
  return {
    toString: () => `confirm(${command})`,
    check: ({ commands }) => commands.has(command),
    async run(model, world) {
      const request = changeRequest(command, `confirm-${command}`);
      await expect(confirmBooking(world, request)).rejects.toThrow(/Booking|booking/u);
      await expectInvariants(model, world);
    },
  };
}

const command = fc.constantFrom("k1", "k2", "k3", "k4", "k5");
const fault: fc.Arbitrary<Fault> = fc.record({
  step: fc.constantFrom(...STEPS),
  when: fc.constantFrom("before" as const, "after" as const),
});
const wanted: fc.Arbitrary<Wanted> = fc
  .record({
    command,
    customer: fc.constantFrom("ada", "bob", "cem"),
    charge: fc.constantFrom(undefined, undefined, undefined, "ch-shared", "declined"),
    fault: fc.option(fault, { nil: undefined }),
  })
  .map(({ command: name, customer, charge, fault: struck }) => ({
    command: name,
    customer,
    flight: FLIGHT,
    charge: charge === "declined" ? `declined-${name}` : (charge ?? `ch-${name}`),
    ...(struck && { fault: struck }),
  }));

test(
  "no order of requests, repetitions, faults and cancellations loses a seat, a charge or the truth",
  { timeout: 60_000 },
  async () => {
    let runs = 0;
    const commands = fc.commands(
      [
        wanted.map(process),
        fc.tuple(wanted, wanted).map(([one, other]) => race(one, other)),
        command.map(cancel),
        command.map(confirm),
      ],
      { maxCommands: 12 },
    );
    await fc.assert(
      fc.asyncProperty(commands, async (sequence) => {
        runs += 1;
        const real = await worlds.open();
        await real.addFlight(FLIGHT, CAPACITY);
        await fc.asyncModelRun(() => ({ model: { commands: new Map() }, real }), sequence);
      }),
      { numRuns: 25 },
    );
    expect(runs).toBeGreaterThanOrEqual(25);
  },
);
