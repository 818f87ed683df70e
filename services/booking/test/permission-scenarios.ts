import type { Scenario } from "../../../scripts/permissions/scenario.ts";
import { bookingIdOf } from "../src/domain/booking-id.ts";
import type { PermissionWorld } from "./permission-world.ts";

const NO_SUCH = bookingIdOf("no such booking");

/** What a route needs: the role of its function, and API Gateway's permission to invoke it. */
function ofRoute(name: string, title: string, run: Scenario["run"]): Scenario {
  return { name: title, covers: [`${name}Role`, `${name}LambdaPermissionHttpApi`], run };
}

/** Every way through the API and the outbox that needs a right of its own. */
export function permissionScenarios(world: () => PermissionWorld): readonly Scenario[] {
  return [...writeScenarios(world), ...readScenarios(world), ...outboxScenarios(world)];
}

function writeScenarios(world: () => PermissionWorld): readonly Scenario[] {
  return [
    ofRoute("ReserveBooking", "a flight is reserved, and again, and for nobody", async () => {
      const customer = world().newCustomer();
      await world().reserve(customer);
      await world().reserve(customer);
      const body = { customerId: "nobody-1", outboundFlightId: "LH-1", chargeId: "ch_1" };
      await world().call("POST /booking/reserve", 400, body);
    }),
    ofRoute("ConfirmBooking", "a booking is confirmed, and one that is not there", async () => {
      const bookingId = await world().reserve(world().newCustomer());
      await world().call("POST /booking/confirm", 200, { bookingId });
      await world().call("POST /booking/confirm", 404, { bookingId: NO_SUCH });
    }),
    ofRoute("CancelBooking", "a booking is cancelled, and one that is not there", async () => {
      const bookingId = await world().reserve(world().newCustomer());
      await world().call("PUT /booking/cancel", 200, { bookingId, reason: "ill" });
      await world().call("PUT /booking/cancel", 404, { bookingId: NO_SUCH, reason: "ill" });
    }),
  ];
}

function readScenarios(world: () => PermissionWorld): readonly Scenario[] {
  return [
    ofRoute("GetBooking", "a booking is read", async () => {
      await world().call(`GET /booking/${NO_SUCH}`, 404);
    }),
    ofRoute("ListBookings", "a customer's bookings are listed", async () => {
      await world().call(`GET /customer/${world().newCustomer()}`, 200);
    }),
    ofRoute("GetOpenapi", "the API describes itself", async () => {
      await world().call("GET /openapi.json", 200);
    }),
  ];
}

function outboxScenarios(world: () => PermissionWorld): readonly Scenario[] {
  return [
    {
      name: "a change is told on the bus",
      covers: ["AnnounceChangesRole"],
      async run(signal) {
        await world().untilHeard(await world().reserve(world().newCustomer()), signal);
      },
    },
    {
      name: "a change that cannot be read is put away",
      covers: ["AnnounceChangesRole"],
      async run(signal) {
        const bookingId = `broken-${world().newCustomer()}`;
        await world().breakItem(bookingId);
        await world().untilDeadLetter(["UnreadableChange", `"${bookingId}"`], signal);
      },
    },
    {
      name: "a change that cannot be told goes to the dead letters",
      covers: ["AnnounceChangesRole"],
      lacking: [{ holder: "AnnounceChangesRole", action: "events:PutEvents" }],
      async run(signal) {
        await world().reserve(world().newCustomer());
        await world().untilDeadLetter(["announceChanges", "DDBStreamBatchInfo"], signal);
      },
    },
  ];
}
