import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { COMPENSATIONS, Saga, STEPS, type Fault, type Step } from "./saga.ts";
import { aRequest } from "./world.ts";

let saga: Saga;
beforeAll(async () => {
  saga = await Saga.start();
});
afterAll(() => saga?.stop());

const ALWAYS = Number.POSITIVE_INFINITY;
const WHENS = ["before", "after"] as const;

/** Breaks the first calls of a function. */
function breaks(at: Step, when: "before" | "after", calls: number): Fault {
  return (step, call) => (step === at && call <= calls ? when : undefined);
}

function aStart(over: Parameters<typeof aRequest>[0] = {}) {
  return { ...aRequest(over) };
}

describe.each(WHENS)("%s its write", (when) => {
  test.each(STEPS)("%s breaks for good: every store is as it was", async (step) => {
    const before = await saga.stores();
    const outcome = await saga.run(aStart(), { fault: breaks(step, when, ALWAYS) });
    expect(outcome).toMatchObject({ status: "FAILED", error: "OrderFailed", cause: "StepBroke" });
    expect(await saga.stores()).toEqual(before);
  });

  test.each(STEPS)("%s breaks some times: the order comes about, once", async (step) => {
    const before = await saga.stores();
    const outcome = await saga.run(aStart(), { fault: breaks(step, when, 3) });
    expect(outcome.status).toBe("SUCCEEDED");
    const after = await saga.stores();
    expect(after.stock["ITEM001"]).toBe((before.stock["ITEM001"] ?? 0) - 1);
    expect(after.paid).toEqual({ ...before.paid, [saga.orderId]: "ITEM001" });
  });

  test.each(COMPENSATIONS)("%s breaks some times: every store is as it was", async (step) => {
    const before = await saga.stores();
    const outcome = await saga.run(aStart({ FailAtStage: "MakePayment" }), {
      fault: breaks(step, when, 5),
    });
    expect(outcome).toMatchObject({ error: "OrderFailed", cause: "FaultInjected" });
    expect(await saga.stores()).toEqual(before);
  });

  test.each(COMPENSATIONS)(
    "%s breaks for good: the order is parked, and its letter undoes it",
    async (step) => {
      const before = await saga.stores();
      const parked = saga.letters.length;
      const outcome = await saga.run(aStart({ FailAtStage: "MakePayment" }), {
        fault: breaks(step, when, ALWAYS),
      });
      expect(outcome).toMatchObject({ status: "FAILED", error: "CompensationFailed" });
      expect(saga.letters).toHaveLength(parked + 1);
      const letter = saga.letters.at(-1) ?? null;
      for (const compensation of [...COMPENSATIONS, ...COMPENSATIONS]) {
        await saga.call(compensation, letter);
      }
      expect(await saga.stores()).toEqual(before);
    },
  );
});

describe("the way of an order", () => {
  test.each([
    ["SOLDOUT", "OutOfStock"],
    ["ITEM999", "UnknownItem"],
  ])("of %s ends with nothing given back that was not taken", async (ItemId, cause) => {
    const before = await saga.stores();
    const outcome = await saga.run(aStart({ ItemId }));
    expect(outcome).toMatchObject({ error: "OrderFailed", cause });
    expect(saga.calls).toEqual(["PlaceOrder", "UpdateInventory", "RevertInventory", "RemoveOrder"]);
    expect(await saga.stores()).toEqual(before);
  });

  test.each(STEPS)("after a status of %s that nobody knows is back", async (step) => {
    const before = await saga.stores();
    const Reason = "StepBroke";
    const answers = { [step]: { ...aStart(), Status: "SOMETHING", Reason } };
    expect((await saga.run(aStart(), { answers })).status).toBe("FAILED");
    expect(saga.calls.at(-1)).toBe("RemoveOrder");
    expect(await saga.stores()).toEqual(before);
  });

  test("told to fail at its placing ends there: nothing is written and nothing removed", async () => {
    const before = await saga.stores();
    await saga.run(aStart({ FailAtStage: "PlaceOrder" }));
    expect(saga.calls).toEqual(["PlaceOrder"]);
    expect(await saga.stores()).toEqual(before);
  });

  test("of what is no order ends before any write, and parks nothing", async () => {
    const parked = saga.letters.length;
    for (const input of [{}, { ...aStart(), FailAtStage: "2" }, { ...aStart(), ItemId: 1 }, []]) {
      expect(await saga.run(input)).toMatchObject({ error: "InvalidTaskInput" });
      expect(saga.calls).toEqual(["PlaceOrder"]);
    }
    expect(saga.letters).toHaveLength(parked);
  });
});

describe("a write that comes after its compensation", () => {
  test.each([
    ["PlaceOrder", "OrderWasRemoved"],
    ["UpdateInventory", "ReservationWasReleased"],
    ["MakePayment", "PaymentWasReverted"],
  ] as const)("by %s is refused", async (step, Reason) => {
    const before = await saga.stores();
    await saga.run(aStart({ FailAtStage: "MakePayment" }), {
      fault: breaks("MakePayment", "before", ALWAYS),
    });
    const late = { OrderId: saga.orderId, Order: aStart() };
    expect(await saga.call(step, late)).toMatchObject({ Status: "ERROR", Reason });
    expect(await saga.stores()).toEqual(before);
  });

  test("and a compensation that comes before its step stops that", async () => {
    const before = await saga.stores();
    const payload = { OrderId: "early-1", Order: aStart() };
    for (const compensation of COMPENSATIONS) await saga.call(compensation, payload);
    for (const step of STEPS) {
      expect(await saga.call(step, payload)).toMatchObject({ Status: "ERROR" });
    }
    expect(await saga.stores()).toEqual(before);
  });
});

describe("an id that was used before", () => {
  test("by the same order is that order", async () => {
    const payload = { OrderId: "same-1", Order: aStart() };
    for (const step of STEPS) await saga.call(step, payload);
    const before = await saga.stores();
    for (const step of STEPS) await saga.call(step, payload);
    expect(await saga.stores()).toEqual(before);
  });

  test("by another order is refused", async () => {
    await saga.call("PlaceOrder", { OrderId: "other-1", Order: aStart() });
    const other = { OrderId: "other-1", Order: aStart({ CustomerId: "DEF/002" }) };
    expect(await saga.call("PlaceOrder", other)).toMatchObject({
      Status: "ERROR",
      Reason: "OrderAlreadyExists",
    });
  });

  test("by the same customer and item with another id is another order", async () => {
    const before = Object.keys((await saga.stores()).orders).length;
    await saga.run(aStart());
    await saga.run(aStart({ FailAtStage: "MakePayment" }));
    expect(Object.keys((await saga.stores()).orders)).toHaveLength(before + 1);
  });
});

test("of 100 orders at once on a stock of 10 exactly 10 come about", async () => {
  await saga.stock("RARE", 10);
  const before = await saga.stores();
  const orders = Array.from({ length: 100 }, () => saga.run(aStart({ ItemId: "RARE" })));
  const outcomes = await Promise.all(orders);
  expect(outcomes.filter(({ status }) => status === "SUCCEEDED")).toHaveLength(10);
  const after = await saga.stores();
  expect(after.stock).toEqual({ ...before.stock, RARE: 0 });
  for (const store of ["orders", "reserved", "paid"] as const) {
    expect(Object.keys(after[store])).toHaveLength(Object.keys(before[store]).length + 10);
  }
});
