import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { LambdaClient } from "@aws-sdk/client-lambda";
import { SQSClient } from "@aws-sdk/client-sqs";
import type { FaultRule } from "../../../scripts/soak/local-tools.ts";
import type { Soak, SoakReport, SoakSize, Violation } from "../../../scripts/soak/soak.ts";
import type { World } from "../../../scripts/soak/world.ts";
import { orderApi, type OrderApi, type OrderView } from "../tools/order-api.ts";
import { readStores } from "../tools/read-stores.ts";
import { redriveOrders } from "../tools/redrive-orders.ts";
import { seedStock, STOCK, type StockRow } from "../tools/seed-stock.ts";
import { readOutputs } from "../tools/stack-outputs.ts";
import { violationsOf } from "./promises.ts";

/** Orders in, of which some fail at every stage and some find no stock, while tables fail and processes are killed. */
export const soak: Soak = {
  inputs: "orders",
  full: { count: 600, crashes: 2, limitMs: 900_000 },
  short: { count: 60, crashes: 1, limitMs: 150_000 },
  run,
};

const RARE: StockRow = { ItemId: "RARE", ItemName: "Rare", ItemsInStock: 5 };
const ITEMS = [...STOCK, RARE];
const STAGES = ["None", "UpdateInventory", "None", "MakePayment", "None", "PlaceOrder", "None"];
const WAVE = 10; // orders at once
const PATIENCE_MS = 60_000;

/** A client tries three times and the workflow five, so that only a part of these odds reaches an order. */
const FAULTS: readonly FaultRule[] = [
  { service: "dynamodb", operation: "TransactWriteItems", fault: "throttle", probability: 0.2 },
  { service: "dynamodb", operation: "TransactWriteItems", fault: "error", probability: 0.2 },
  { service: "dynamodb", operation: "PutItem", fault: "error", probability: 0.3 },
  { service: "dynamodb", operation: "UpdateItem", fault: "error", probability: 0.3 },
  { service: "states", operation: "StartExecution", fault: "throttle", probability: 0.1 },
  { service: "lambda", operation: "run", fault: "kill", probability: 0.1, delayMs: 60 },
];

async function run(world: World, size: SoakSize): Promise<SoakReport> {
  const { settings } = world;
  const outputs = readOutputs(world.outputs);
  const dynamo = new DynamoDBClient({ ...settings, maxAttempts: 10 });
  const api = orderApi(outputs.ApiUrl, settings.region, settings.credentials);
  await seedStock(dynamo, outputs.InventoryTable, ITEMS);
  await world.misbehave(FAULTS);

  const underWay: number[] = [];
  const orders: string[] = [];
  for (let crash = 0; crash <= size.crashes; crash += 1) {
    const wanted = Math.floor((size.count * (crash + 1)) / (size.crashes + 1));
    world.progress(`placing orders up to ${wanted} of ${size.count}`);
    while (orders.length < wanted) {
      const wave = Array.from({ length: Math.min(WAVE, wanted - orders.length) }, (_, index) =>
        place(world, api, orders.length + index),
      );
      orders.push(...(await Promise.all(wave)));
    }
    if (crash === size.crashes) break;
    underWay.push(await countProcessing(api, orders));
    await world.crash();
  }
  world.progress("waiting until every order has ended");
  const late: Violation[] = [];
  const ended: OrderView[] = [];
  for (const orderId of orders) {
    const order = await world.until(size.limitMs, async () => {
      const seen = await api.get(orderId).catch(() => undefined);
      return seen?.status === "Processing" ? undefined : seen;
    });
    if (order === undefined) late.push({ subject: orderId, reason: "never ends" });
    else ended.push(order);
  }
  await world.misbehave([]);
  const parts = { lambda: new LambdaClient(settings), sqs: new SQSClient(settings), outputs };
  const { undone, left } = await redriveOrders(parts, world.progress);
  const stores = await readStores(dynamo, outputs);
  const completed = ended.filter(({ status }) => status === "Completed").length;
  const figures = {
    "orders, completed": `${orders.length}, ${completed}`,
    "orders under way at each kill -9": underWay.join(", "),
    "orders parked and undone": undone,
  };
  const start = Object.fromEntries(ITEMS.map(({ ItemId, ItemsInStock }) => [ItemId, ItemsInStock]));
  return {
    figures: Object.entries(figures).map(([name, value]) => ({ name, value: String(value) })),
    violations: [...late, ...violationsOf({ ended, stores, start, left })],
  };
}

/** Places an order under an id of its own, again until it is taken: a repeat must not become a second order. */
async function place(world: World, api: OrderApi, number: number): Promise<string> {
  const MessageId = `soak-${number}`;
  const request = {
    ItemId: ITEMS[number % ITEMS.length]?.ItemId ?? "",
    CustomerId: `C/${number % 5}`,
    MessageId,
    FailAtStage: STAGES[number % STAGES.length] ?? "None",
  };
  const taken = await world.until(PATIENCE_MS, async () => {
    const answer = await api.call("POST", "/", JSON.stringify(request)).catch(() => undefined);
    return answer?.status === 202 || answer?.status === 409 ? true : undefined;
  });
  if (taken === undefined) throw new Error(`${MessageId} was not taken within ${PATIENCE_MS} ms`);
  return MessageId;
}

async function countProcessing(api: OrderApi, orders: readonly string[]): Promise<number> {
  const seen = await Promise.all(orders.slice(-WAVE * 2).map((orderId) => api.get(orderId)));
  return seen.filter(({ status }) => status === "Processing").length;
}
