import { startTestCloud, type TestCloud } from "@blueprints/local-cloud/testing";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { BookingRepository } from "../src/app/ports.ts";
import { bookingsInDynamo } from "./bookings-table.ts";
import { bookingCommands, emptyModel, openWorld } from "./booking-model.ts";
import { inMemoryBookings } from "./in-memory-bookings.ts";

let cloud: TestCloud;
let table: BookingRepository;
beforeAll(async () => {
  cloud = await startTestCloud({ keep: true });
  table = await bookingsInDynamo(cloud);
});
afterAll(() => cloud?.stop());

describe.each([
  ["in memory", () => inMemoryBookings().repository, 300],
  ["in DynamoDB", () => table, 25],
] as const)("bookings %s", (_where, repository, numRuns) => {
  test("stand as a plain model says, whatever is done to them in whatever order", async () => {
    let runs = 0;
    await fc.assert(
      fc.asyncProperty(fc.commands(bookingCommands(), { maxCommands: 40 }), async (commands) => {
        runs += 1;
        const setup = () => ({ model: emptyModel(), real: openWorld(repository(), runs) });
        await fc.asyncModelRun(setup, commands);
      }),
      { numRuns },
    );
    expect(runs).toBeGreaterThanOrEqual(numRuns);
  });
});
