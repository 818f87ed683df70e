import { DynamoDBClient, ScanCommand } from "@aws-sdk/client-dynamodb";
import { InvalidError } from "@blueprints/lambda-kit/errors";
import {
  idempotencyTable,
  idempotently,
  type IdempotencyOptions,
} from "@blueprints/lambda-kit/idempotency";
import { commandIdOf, type IdempotentRequest } from "@blueprints/lambda-kit/idempotency-key";
import { logger } from "@blueprints/lambda-kit/observe";
import { startTestCloud, type TestCloud } from "@blueprints/local-cloud/testing";
import { randomUUID } from "node:crypto";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { reserveBooking } from "../src/app/reserve-booking.ts";
import type { Booking } from "../src/domain/booking.ts";
import { aReservation, NOON, STAFF } from "./booking-builders.ts";
import { bookingsInDynamo, createTable } from "./bookings-table.ts";

logger.setLogLevel("SILENT");

const REMAINING_MS = 15_000;

let cloud: TestCloud;
let client: DynamoDBClient;
let TableName: string;

beforeAll(async () => {
  cloud = await startTestCloud({ keep: true });
  client = cloud.client(DynamoDBClient);
  TableName = await createTable(cloud, "IdempotencyTable");
});
afterAll(() => cloud?.stop());
afterEach(() => {
  vi.useRealTimers();
});

function options(over: Partial<IdempotencyOptions> = {}): IdempotencyOptions {
  const context = { getRemainingTimeInMillis: () => REMAINING_MS };
  return { store: idempotencyTable(client, TableName), context, ...over };
}

function aRequest(over: Partial<IdempotentRequest> = {}): IdempotentRequest {
  return { operation: "reserve", caller: "ada", key: randomUUID(), body: { seat: 1 }, ...over };
}

/** An effect that counts how often it took place. */
function anEffect(work: (time: number) => unknown = (time) => ({ time })) {
  const commands: string[] = [];
  const run = async (commandId: string): Promise<unknown> => {
    commands.push(commandId);
    return work(commands.length);
  };
  return { run, commands };
}

const conflict = (code: string) => expect.objectContaining({ kind: "conflict", code });

describe("a request that may come more than once", () => {
  test("takes place once, and every repetition gets the first answer", async () => {
    const { run, commands } = anEffect();
    const request = aRequest();
    const answers = [
      await idempotently(request, options(), run),
      await idempotently(request, options(), run),
    ];
    expect(answers).toEqual([{ time: 1 }, { time: 1 }]);
    expect(commands).toEqual([commandIdOf(request)]);
  });

  test("takes place once when fifty come at the same time", async () => {
    const { run, commands } = anEffect();
    const request = aRequest();
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => idempotently(request, options(), run)),
    );
    expect(commands).toHaveLength(1);
    expect(new Set(answers.map((answer) => JSON.stringify(answer)))).toEqual(
      new Set(['{"time":1}']),
    );
  });

  test.each([
    ["caller", { caller: "bob" }],
    ["operation", { operation: "cancel" }],
    ["key", { key: "another" }],
  ])("is another one with another %s", async (_what, other) => {
    const { run, commands } = anEffect();
    const request = aRequest();
    await idempotently(request, options(), run);
    expect(await idempotently({ ...request, ...other }, options(), run)).toEqual({ time: 2 });
    expect(new Set(commands).size).toBe(2);
  });

  test("does not mix up callers and keys that read the same in a row", () => {
    const [a, b] = [aRequest({ caller: "a,b", key: "c" }), aRequest({ caller: "a", key: "b,c" })];
    expect(commandIdOf(a)).not.toBe(commandIdOf(b));
  });

  test("is the same with its members in another order", async () => {
    const { run, commands } = anEffect();
    const request = aRequest({ body: { a: 1, b: { c: 2, d: 3 } } });
    await idempotently(request, options(), run);
    await idempotently({ ...request, body: { b: { d: 3, c: 2 }, a: 1 } }, options(), run);
    expect(commands).toHaveLength(1);
  });

  test("is refused with another body, also while the first is carried out", async () => {
    const request = aRequest();
    const other = { ...request, body: { seat: 2 } };
    const { run } = anEffect(async (time) => {
      if (time > 1) return time;
      await expect(idempotently(other, options(), run)).rejects.toEqual(
        conflict("IdempotencyKeyReused"),
      );
      return time;
    });
    expect(await idempotently(request, options(), run)).toBe(1);
    await expect(idempotently(other, options(), run)).rejects.toEqual(
      conflict("IdempotencyKeyReused"),
    );
  });

  test("is refused, with a time to come again, while the first goes on for long", async () => {
    const request = aRequest();
    let waitedMs = 0;
    const sleep = async (ms: number): Promise<void> => {
      waitedMs += ms;
    };
    const { run } = anEffect(async () => {
      await expect(idempotently(request, options({ sleep }), run)).rejects.toEqual(
        expect.objectContaining({ code: "RequestInProgress", retryAfterSeconds: 1 }),
      );
      return "done";
    });
    expect(await idempotently(request, options(), run)).toBe("done");
    expect(waitedMs).toBeGreaterThanOrEqual(2000);
    expect(waitedMs).toBeLessThan(2500);
  });

  test("may be tried again after a failure, of whatever kind", async () => {
    const request = aRequest();
    const failures = [new InvalidError("CustomerNotFound", "no"), new TypeError("a defect")];
    const { run } = anEffect((time) => {
      const failure = failures[time - 1];
      if (failure !== undefined) throw failure;
      return { time };
    });
    for (const failure of failures) {
      await expect(idempotently(request, options(), run)).rejects.toBe(failure);
    }
    expect(await idempotently(request, options(), run)).toEqual({ time: 3 });
  });

  test("runs again, as the same command, when its function died half-way", async () => {
    const request = aRequest();
    const context = { getRemainingTimeInMillis: () => 1 }; // it dies as soon as this is over
    const dying = idempotently(request, options({ context }), () => new Promise(() => undefined));
    void dying;
    const { run, commands } = anEffect();
    await expect.poll(() => recordsOf(request.key)).toBeGreaterThan(0);
    expect(await idempotently(request, options(), run)).toEqual({ time: 1 });
    expect(commands).toEqual([commandIdOf(request)]);
  });

  test("reserves once even if its function died between booking and record", async () => {
    const bookings = await bookingsInDynamo(cloud);
    const customers = { customerExists: async () => true };
    const deps = { bookings, customers, clock: () => NOON };
    const reserve = (commandId: string) =>
      reserveBooking(deps, {
        ...aReservation(),
        caller: STAFF,
        commandId,
        correlationId: undefined,
      });
    const request = aRequest();
    const { promise: reserved, resolve } = Promise.withResolvers<Booking>();
    const context = { getRemainingTimeInMillis: () => 1 };
    void idempotently(request, options({ context }), async (commandId) => {
      resolve(await reserve(commandId));
      return new Promise(() => undefined);
    });
    expect(await idempotently(request, options(), reserve)).toEqual(await reserved);
    const { bookings: all } = await bookings.listForCustomer("ada", { limit: 9, after: undefined });
    expect(all).toHaveLength(1);
  });

  test("takes place again once its record has expired", async () => {
    const request = aRequest();
    const { run } = anEffect();
    await idempotently(request, options({ expiresAfterSeconds: 60 }), run);
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 61_000 });
    expect(await idempotently(request, options(), run)).toEqual({ time: 2 });
  });

  test("answers what took place even if that could not be recorded", async () => {
    const request = aRequest();
    const store = idempotencyTable(client, TableName);
    vi.spyOn(store, "saveSuccess").mockRejectedValue(new Error("the table is down"));
    const { run } = anEffect();
    expect(await idempotently(request, options({ store }), run)).toEqual({ time: 1 });
  });

  test("is not carried out when it cannot be recorded that it is", async () => {
    const nowhere = idempotencyTable(client, "no-such-table");
    const { run, commands } = anEffect();
    await expect(idempotently(aRequest(), options({ store: nowhere }), run)).rejects.toEqual(
      expect.objectContaining({ kind: "unavailable", code: "IdempotencyUnavailable" }),
    );
    expect(commands).toEqual([]);
  });
});

/** How many records there are: the key itself is in none of them, nor the caller. */
async function recordsOf(key: string): Promise<number> {
  const { Items = [] } = await client.send(new ScanCommand({ TableName, ConsistentRead: true }));
  expect(JSON.stringify(Items)).not.toContain(key);
  return Items.length;
}
