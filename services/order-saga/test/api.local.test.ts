import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { pushSamples } from "../samples/push.ts";
import { seedStock } from "../tools/seed-stock.ts";
import { aRequest, openWorld, type World } from "./world.ts";

let world: World;
beforeAll(async () => {
  world = await openWorld();
}, 180_000);
afterEach(() => {
  vi.unstubAllEnvs();
});
afterAll(() => world?.cloud.stop());

const WHOLE_WAY = [
  "Place Order",
  "Is order placed",
  "Update Inventory",
  "Is inventory updated",
  "Make Payment",
  "Is payment success",
  "Success",
];

/** An order from its acceptance to its end, with the stores before and after. */
async function follow(request = aRequest()) {
  const before = await world.stores();
  const { orderId } = await world.api.place(request);
  const order = await world.untilEnded(orderId);
  const states = await world.statesOf(orderId);
  return { orderId, order, states, before, after: await world.stores() };
}

describe("an order", () => {
  test("goes the whole way: one row, one item less, one payment", async () => {
    const { orderId, order, states, before, after } = await follow();
    expect(order).toEqual({
      orderId,
      itemId: "ITEM001",
      customerId: "ABC/002",
      status: "Completed",
    });
    expect(states).toEqual(WHOLE_WAY);
    expect(after).toEqual({
      orders: { ...before.orders, [orderId]: "ITEM001 for ABC/002: ORDER_PLACED" },
      stock: { ...before.stock, ITEM001: (before.stock["ITEM001"] ?? 0) - 1 },
      reserved: { ...before.reserved, [orderId]: "ITEM001" },
      paid: { ...before.paid, [orderId]: "ITEM001" },
    });
  });

  test.each([
    { FailAtStage: "PlaceOrder", way: [...WHOLE_WAY.slice(0, 2), "Fail"] },
    {
      FailAtStage: "UpdateInventory",
      way: [...WHOLE_WAY.slice(0, 4), "Wait state", "Revert Inventory", "Remove Order", "Fail"],
    },
    {
      FailAtStage: "MakePayment",
      way: [...WHOLE_WAY.slice(0, 6), "Revert Payment", "Revert Inventory", "Remove Order", "Fail"],
    },
  ])("told to fail at $FailAtStage leaves every store as it was", async ({ FailAtStage, way }) => {
    const { order, states, before, after } = await follow(aRequest({ FailAtStage }));
    expect(order).toMatchObject({ status: "Failed", reason: "FaultInjected" });
    expect(states).toEqual(way);
    expect(after).toEqual(before);
  });

  test("that fails at the inventory shows in row and stock while it waits", async () => {
    const before = await world.stores();
    const { orderId } = await world.api.place(
      aRequest({ ItemId: "ITEM002", CustomerId: "DEF/002", FailAtStage: "UpdateInventory" }),
    );
    const waiting = await world.until("the wait", async () => {
      const states = await world.statesOf(orderId);
      return states.at(-1) === "Wait state" ? world.stores() : undefined;
    });
    expect(waiting.orders[orderId]).toBe("ITEM002 for DEF/002: ORDER_PLACED");
    expect(waiting.stock["ITEM002"]).toBe((before.stock["ITEM002"] ?? 0) - 1);
    await world.untilEnded(orderId);
    expect(await world.stores()).toEqual(before);
  });

  test("of an item that nobody knows takes nothing and gives nothing back", async () => {
    const { order, before, after } = await follow(aRequest({ ItemId: "ITEM999" }));
    expect(order).toMatchObject({ status: "Failed", reason: "UnknownItem" });
    expect(after).toEqual(before);
  });

  test("keeps every character of what it was given", async () => {
    const ItemId = `O'Neil "x", "FailAtStage": "None" \\ $input #end \u2028 é`;
    const CustomerId = `"}'\\"; DROP`;
    const { order, before, after } = await follow(aRequest({ ItemId, CustomerId }));
    expect(order).toMatchObject({
      itemId: ItemId,
      customerId: CustomerId,
      status: "Failed",
      reason: "UnknownItem",
    });
    expect(after).toEqual(before);
  });
});

describe("a MessageId", () => {
  test("is the order's id, and sent again while the order runs it is the same order", async () => {
    const request = aRequest({ MessageId: "twice-1", FailAtStage: "UpdateInventory" });
    const [first, second] = [await world.api.place(request), await world.api.place(request)];
    expect(first).toEqual({
      orderId: "twice-1",
      status: "Processing",
      statusUrl: "orders/twice-1",
    });
    expect(second).toEqual(first);
    const other = aRequest({ MessageId: "twice-1", ItemId: "ITEM003" });
    expect(await world.api.call("POST", "/", JSON.stringify(other))).toMatchObject({
      status: 409,
      body: { code: "OrderAlreadyExists" },
    });
    await world.untilEnded("twice-1");
  });

  test("of an order that has ended starts nothing", async () => {
    const { order } = await follow(aRequest({ MessageId: "ended-1" }));
    expect(order.status).toBe("Completed");
    const before = await world.stores();
    const again = JSON.stringify(aRequest({ MessageId: "ended-1" }));
    expect(await world.api.call("POST", "/", again)).toMatchObject({ status: 409 });
    expect(await world.stores()).toEqual(before);
  });
});

describe("the API refuses", () => {
  test.each([
    ["a stage that nobody knows", { ...aRequest(), FailAtStage: "updateinventory" }],
    ["a stage as a number", { ...aRequest(), FailAtStage: "2" }],
    ["no stage", { ItemId: "ITEM001", CustomerId: "A", MessageId: "" }],
    ["an empty item", aRequest({ ItemId: "" })],
    ["an item that is a list", { ...aRequest(), ItemId: ["ITEM001"] }],
    ["a name that no execution can have", aRequest({ MessageId: "a/b" })],
    ["a name that is too long", aRequest({ MessageId: "a".repeat(81) })],
    ["more than an order", { ...aRequest(), OrderId: "mine" }],
    ["a list", []],
  ])("%s, before anything is written", async (_what, body) => {
    const before = await world.stores();
    const answer = await world.api.call("POST", "/", JSON.stringify(body));
    expect(answer).toMatchObject({ status: 400, body: { code: "InvalidOrder" } });
    expect(await world.stores()).toEqual(before);
  });

  test.each(["nobody", "a%3Ab", "%22%7D", "%27"])("the order %s with 404", async (id) => {
    expect(await world.api.call("GET", `/orders/${id}`)).toMatchObject({
      status: 404,
      body: { code: "OrderNotFound" },
    });
  });

  test("whoever does not sign", async () => {
    const response = await fetch(`${world.outputs.ApiUrl}/orders/nobody`);
    expect(response.status).toBe(403);
  });

  test("what is not JSON", async () => {
    const answer = await world.api.call("POST", "/", "{");
    expect(answer.status).toBe(400);
  });
});

test("of 20 orders at once on a stock of 5 exactly 5 come about", async () => {
  const rare = { ItemId: "RARE", ItemName: "Rare", ItemsInStock: 5 };
  await seedStock(world.dynamo, world.outputs.InventoryTable, [rare]);
  const before = await world.stores();
  const request = aRequest({ ItemId: "RARE" });
  const placed = await Promise.all(Array.from({ length: 20 }, () => world.api.place(request)));
  const ended = [];
  for (const { orderId } of placed) ended.push(await world.untilEnded(orderId));
  expect(ended.filter(({ status }) => status === "Completed")).toHaveLength(5);
  expect(new Set(ended.map(({ reason }) => reason))).toEqual(new Set([undefined, "OutOfStock"]));
  const after = await world.stores();
  expect(after.stock).toEqual({ ...before.stock, RARE: 0 });
  for (const store of ["orders", "reserved", "paid"] as const) {
    expect(Object.keys(after[store])).toHaveLength(Object.keys(before[store]).length + 5);
  }
}, 120_000);

test("the samples tell the way and the stock of an order for every stage", async () => {
  vi.stubEnv("AWS_ENDPOINT_URL", world.cloud.endpoint);
  vi.stubEnv("AWS_REGION", "eu-west-1");
  vi.stubEnv("AWS_ACCESS_KEY_ID", "test");
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", "test");
  const lines: string[] = [];
  const print = (line: string) => void lines.push(line);
  expect(await pushSamples({ stage: "test", print })).toBe(true);
  expect(lines).toContain(`  ${WHOLE_WAY.join(" → ")}`);
  expect(lines.filter((line) => line.includes("Failed: FaultInjected"))).toHaveLength(3);
});

test("a letter of an order that could not be undone is redriven: it is undone, once", async () => {
  const before = await world.stores();
  const request = aRequest();
  const { orderId } = await world.api.place(request);
  await world.untilEnded(orderId);
  const MessageBody = JSON.stringify({ OrderId: orderId, Order: request });
  const QueueUrl = world.outputs.DeadLetters;
  const sqs = world.cloud.client(SQSClient);
  for (const body of [MessageBody, MessageBody, "{}"]) {
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: body }));
  }
  expect(await world.redrive()).toEqual({ undone: 2, left: 1 });
  expect(await world.stores()).toEqual(before);
});
