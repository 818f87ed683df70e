import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { bookingIdOf } from "../src/domain/booking-id.ts";
import { ROUTES } from "../src/openapi.ts";
import { openApiWorld, STAFF, type ApiWorld } from "./api-world.ts";

let world: ApiWorld;
beforeAll(async () => {
  world = await openApiWorld();
});
afterAll(() => world?.stop());
beforeEach(() => {
  world.customers.always = "the truth";
  world.customers.next.length = 0;
});

const ADA = { subject: "ada" };
const BOB = { subject: "bob" };
const NO_SUCH = bookingIdOf("no such booking");

const reservation = (over: object = {}) => ({
  outboundFlightId: "LH-100",
  customerId: "ada",
  chargeId: "ch_1",
  ...over,
});

let flights = 0;
/** A flight that nobody has booked yet. */
function aFlight(): string {
  return `LH-${(flights += 1)}`;
}

describe("the doors of the API", () => {
  test.each(Object.keys(ROUTES))("keep out of %s who brings no token", async (route) => {
    const path = route.replace("{bookingId}", NO_SUCH).replace("{customerId}", "ada");
    expect(await world.call(path)).toMatchObject({ status: 401 });
  });

  test("keep out tokens without a scope for the route", async () => {
    const reader = { subject: "ada", scope: "booking/read" };
    const body = reservation();
    expect(await world.call("POST /booking/reserve", { as: reader, body })).toMatchObject({
      status: 403,
    });
    expect(
      await world.call("GET /customer/ada", { as: { subject: "ada", scope: "openid" } }),
    ).toMatchObject({ status: 403 });
  });

  test("are described, with the URL the API is reached at", async () => {
    const { status, body } = await world.call("GET /openapi.json", { as: ADA });
    expect(status).toBe(200);
    expect(body).toMatchObject({ openapi: "3.1.1", servers: [{ url: world.outputs.ApiUrl }] });
  });
});

describe("a booking", () => {
  test("is reserved, confirmed, read, listed and cancelled", async () => {
    const outboundFlightId = aFlight();
    const reserved = await world.call("POST /booking/reserve", {
      as: ADA,
      body: reservation({ outboundFlightId }),
    });
    expect(reserved).toMatchObject({
      status: 200,
      body: { outboundFlightId, customerId: "ada", status: "Reserved", version: 1 },
    });
    const { bookingId } = reserved.body as { bookingId: string };
    const confirmed = await world.call("POST /booking/confirm", { as: ADA, body: { bookingId } });
    expect(confirmed).toMatchObject({ status: 200, body: { bookingId, status: "Confirmed" } });
    const { body } = await world.call(`GET /booking/${bookingId}`, { as: ADA });
    expect(body).toEqual(confirmed.body);
    expect(await world.call("GET /customer/ada", { as: ADA })).toMatchObject({
      status: 200,
      body: expect.arrayContaining([body]),
    });
    const cancelled = await world.call("PUT /booking/cancel", {
      as: ADA,
      body: { bookingId, reason: "ill" },
    });
    expect(cancelled).toMatchObject({
      status: 200,
      body: { status: "Cancelled", cancellationReason: "ill", version: 3 },
    });
    expect(cancelled.body).not.toHaveProperty("commands");
  });

  test("is taken in the post's casing, too", async () => {
    const body = { OutboundFlightId: aFlight(), CustomerId: "ada", ChargeId: "ch_1" };
    const reserved = await world.call("POST /booking/reserve", { as: ADA, body });
    expect(reserved).toMatchObject({ status: 200, body: { customerId: "ada" } });
    const { bookingId: BookingId } = reserved.body as { bookingId: string };
    const cancel = { BookingId, Reason: "ill" };
    expect(await world.call("PUT /booking/cancel", { as: ADA, body: cancel })).toMatchObject({
      status: 200,
    });
  });

  test("of a flight that the customer has is answered with the one there is", async () => {
    const outboundFlightId = aFlight();
    const { bookingId } = await world.reserve("ada", outboundFlightId);
    const again = await world.call("POST /booking/reserve", {
      as: ADA,
      body: reservation({ outboundFlightId, chargeId: "ch_2" }),
    });
    expect(again).toMatchObject({ status: 200, body: { bookingId, chargeId: "ch_1" } });
    await world.call("PUT /booking/cancel", { as: ADA, body: { bookingId, reason: "ill" } });
    const anew = await world.reserve("ada", outboundFlightId);
    expect(anew.bookingId).not.toBe(bookingId);
  });

  test("is made once when fifty reserve it at the same time with the same key", async () => {
    const key = "fifty";
    const body = reservation({ customerId: "carl", outboundFlightId: aFlight() });
    const answers = await Promise.all(
      Array.from({ length: 50 }, () =>
        world.call("POST /booking/reserve", { as: { subject: "carl" }, key, body }),
      ),
    );
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 50 }, () => 200));
    expect(new Set(answers.map((answer) => JSON.stringify(answer.body))).size).toBe(1);
    const listed = await world.call("GET /customer/carl", { as: { subject: "carl" } });
    expect(listed.body).toEqual([answers[0]?.body]);
  });

  test("is made once when twenty reserve it at the same time with keys of their own", async () => {
    const body = reservation({ customerId: "dora", outboundFlightId: aFlight() });
    const answers = await Promise.all(
      Array.from({ length: 20 }, () =>
        world.call("POST /booking/reserve", { as: { subject: "dora" }, body }),
      ),
    );
    const ids = answers.map((answer) => (answer.body as { bookingId?: string }).bookingId);
    expect(new Set(ids).size).toBe(1);
    expect(ids[0]).toBeDefined();
  });

  test("is not confirmed and cancelled in the same moment", async () => {
    for (let round = 0; round < 5; round += 1) {
      const { bookingId } = await world.reserve("ada", aFlight());
      const answers = await Promise.all([
        world.call("POST /booking/confirm", { as: ADA, body: { bookingId } }),
        world.call("PUT /booking/cancel", { as: ADA, body: { bookingId, reason: "ill" } }),
      ]);
      const { body } = await world.call(`GET /booking/${bookingId}`, { as: ADA });
      const won = answers.filter(({ status }) => status === 200);
      // Both only when one came after the other: a confirmed booking may be cancelled.
      expect(body).toMatchObject({ version: 1 + won.length });
      for (const { status } of answers) expect([200, 409]).toContain(status);
      expect(won.length).toBeGreaterThan(0);
    }
  });
});

describe("a customer", () => {
  test("sees and changes nothing of another's, and does not learn that it is there", async () => {
    const { bookingId } = await world.reserve("ada", aFlight());
    const attempts = [
      await world.call(`GET /booking/${bookingId}`, { as: BOB }),
      await world.call("POST /booking/confirm", { as: BOB, body: { bookingId } }),
      await world.call("PUT /booking/cancel", { as: BOB, body: { bookingId, reason: "x" } }),
    ];
    const missing = await world.call(`GET /booking/${NO_SUCH}`, { as: BOB });
    for (const { status, body } of attempts) {
      expect(status).toBe(404);
      expect({ ...(body as object), requestId: "" }).toEqual({
        ...(missing.body as object),
        requestId: "",
      });
    }
    expect(await world.call("GET /customer/ada", { as: BOB })).toMatchObject({ status: 404 });
    const forAda = { as: BOB, body: reservation() };
    expect(await world.call("POST /booking/reserve", forAda)).toMatchObject({ status: 403 });
    expect(await world.call(`GET /booking/${bookingId}`, { as: ADA })).toMatchObject({
      body: { status: "Reserved", version: 1 },
    });
  });

  test("does not get another's answer by their key", async () => {
    const key = "the same key";
    const outboundFlightId = aFlight();
    const { status } = await world.call("POST /booking/reserve", {
      as: ADA,
      key: key.replaceAll(" ", "-"),
      body: reservation({ outboundFlightId }),
    });
    expect(status).toBe(200);
    const bobs = await world.call("POST /booking/reserve", {
      as: BOB,
      key: key.replaceAll(" ", "-"),
      body: reservation({ outboundFlightId, customerId: "bob" }),
    });
    expect(bobs).toMatchObject({ status: 200, body: { customerId: "bob" } });
  });

  test("is seen whole by staff, who book for anybody", async () => {
    const body = reservation({ customerId: "emil", outboundFlightId: aFlight() });
    const { body: booking } = await world.call("POST /booking/reserve", { as: STAFF, body });
    const { bookingId } = booking as { bookingId: string };
    expect(await world.call(`GET /booking/${bookingId}`, { as: STAFF })).toMatchObject({
      status: 200,
    });
    expect(await world.call("GET /customer/emil", { as: STAFF })).toMatchObject({
      body: [booking],
    });
  });

  test("reads a long list page by page, by the links of the answers", async () => {
    const made: string[] = [];
    for (let at = 0; at < 5; at += 1) {
      made.push((await world.reserve("fritz", aFlight())).bookingId);
    }
    const as = { subject: "fritz" };
    const seen: string[] = [];
    let query: string | undefined = "?limit=2";
    while (query !== undefined) {
      const { body, headers } = await world.call(`GET /customer/fritz${query}`, { as });
      seen.push(...(body as { bookingId: string }[]).map(({ bookingId }) => bookingId));
      query = /^<(.+)>; rel="next"$/u.exec(headers.get("link") ?? "")?.[1];
    }
    expect(seen).toEqual(made.toReversed());
  });
});

describe("a request", () => {
  test.each([
    ["POST /booking/reserve", {}, 400, "InvalidRequest"],
    ["POST /booking/reserve", "not json", 400, "InvalidBody"],
    ["POST /booking/reserve", reservation({ customerId: "nobody-1" }), 400, "CustomerNotFound"],
    ["POST /booking/reserve", reservation({ outboundFlightId: "../x" }), 400, "InvalidRequest"],
    ["POST /booking/reserve", reservation({ extra: 1 }), 400, "InvalidRequest"],
    ["POST /booking/confirm", { bookingId: "42" }, 400, "InvalidRequest"],
    ["POST /booking/confirm", { bookingId: NO_SUCH }, 404, "BookingNotFound"],
    ["PUT /booking/cancel", { bookingId: NO_SUCH, reason: "ill" }, 404, "BookingNotFound"],
    ["PUT /booking/cancel", { bookingId: NO_SUCH }, 400, "InvalidRequest"],
    ["GET /booking/42", undefined, 400, "InvalidRequest"],
    ["GET /customer/ada?limit=0", undefined, 400, "InvalidRequest"],
    ["GET /customer/ada?pageToken=forged", undefined, 400, "InvalidPageToken"],
  ])("%s with %j is refused", async (route, body, status, code) => {
    const answer = await world.call(route, { as: STAFF, body });
    expect(answer).toMatchObject({ status, body: { code, requestId: expect.any(String) } });
    expect(answer.headers.get("content-type")).toBe("application/problem+json");
  });

  test.each([null, "with a space", "x".repeat(256)])(
    "to write needs a key, not %j",
    async (key) => {
      const answer = await world.call("POST /booking/reserve", {
        as: ADA,
        key,
        body: reservation(),
      });
      expect(answer).toMatchObject({
        status: 400,
        body: { code: "InvalidRequest", issues: [{ path: "headers.idempotency-key" }] },
      });
    },
  );

  test("with the key of another one is refused", async () => {
    const key = "reused";
    const body = reservation({ outboundFlightId: aFlight() });
    await world.call("POST /booking/reserve", { as: ADA, key, body });
    const other = { ...body, chargeId: "ch_9" };
    expect(await world.call("POST /booking/reserve", { as: ADA, key, body: other })).toMatchObject({
      status: 409,
      body: { code: "IdempotencyKeyReused" },
    });
  });

  test("that comes again is answered as the first, whatever happened since", async () => {
    const { bookingId } = await world.reserve("ada", aFlight());
    const confirm = { as: ADA, key: `confirm-${bookingId}`, body: { bookingId } };
    const first = await world.call("POST /booking/confirm", confirm);
    await world.call("PUT /booking/cancel", { as: ADA, body: { bookingId, reason: "ill" } });
    expect((await world.call("POST /booking/confirm", confirm)).body).toEqual(first.body);
    const anew = await world.call("POST /booking/confirm", { as: ADA, body: { bookingId } });
    expect(anew).toMatchObject({ status: 409, body: { code: "BookingAlreadyCancelled" } });
  });

  test("that failed may come again with its key", async () => {
    const key = "after-the-outage";
    const body = reservation({ outboundFlightId: aFlight() });
    world.customers.next.push(500, 500, 500);
    const failed = await world.call("POST /booking/reserve", { as: ADA, key, body });
    expect(failed).toMatchObject({ status: 503, body: { code: "CustomersUnavailable" } });
    const answer = await world.call("POST /booking/reserve", { as: ADA, key, body });
    expect(answer).toMatchObject({ status: 200, body: { status: "Reserved" } });
  });
});
