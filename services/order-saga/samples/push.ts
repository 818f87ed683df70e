import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { GetExecutionHistoryCommand, SFNClient } from "@aws-sdk/client-sfn";
import { setTimeout as sleep } from "node:timers/promises";
import { orderApi, type OrderApi, type OrderView } from "../tools/order-api.ts";
import { readStores, type Stores } from "../tools/read-stores.ts";
import { seedStock } from "../tools/seed-stock.ts";
import { stackOutputs } from "../tools/stack-outputs.ts";

/** Where the samples go. */
export interface SampleTarget {
  readonly stage: string;
  readonly print: (line: string) => void;
}

const STORIES = [
  { FailAtStage: "None", ItemId: "ITEM001", CustomerId: "ABC/002", expected: "Completed" },
  { FailAtStage: "PlaceOrder", ItemId: "ITEM003", CustomerId: "GHI/002", expected: "Failed" },
  { FailAtStage: "UpdateInventory", ItemId: "ITEM002", CustomerId: "DEF/002", expected: "Failed" },
  { FailAtStage: "MakePayment", ItemId: "ITEM003", CustomerId: "GHI/002", expected: "Failed" },
];
const WAIT_LIMIT_MS = 120_000;
const POLL_MS = 250;

/**
 * Seeds the post's stock where there is none, places an order that comes about and one that fails at each stage,
 * and prints the way of each. The region, the endpoint and the credentials come from the environment, as for any
 * AWS client.
 *
 * @returns False when an order ends otherwise than it should, or a failed one leaves something behind.
 */
export async function pushSamples({ stage, print }: SampleTarget): Promise<boolean> {
  const outputs = await stackOutputs(stage);
  const dynamo = new DynamoDBClient();
  const states = new SFNClient();
  const { config } = states;
  const api = orderApi(outputs.ApiUrl, await config.region(), await config.credentials());
  await seedStock(dynamo, outputs.InventoryTable);
  let isAsExpected = true;
  for (const { expected, ...request } of STORIES) {
    const before = await readStores(dynamo, outputs);
    const { orderId } = await api.place({ ...request, MessageId: "" });
    const order = await untilEnded(api, orderId);
    const after = await readStores(dynamo, outputs);
    const way = await statesOf(states, executionArn(outputs.StateMachine, orderId));
    const taken = (before.stock[request.ItemId] ?? 0) - (after.stock[request.ItemId] ?? 0);
    const isRight = order.status === expected && taken === (expected === "Completed" ? 1 : 0);
    isAsExpected &&= isRight && (after.orders[orderId] !== undefined) === (taken === 1);
    print(`FailAtStage ${request.FailAtStage}, ${request.ItemId} for ${request.CustomerId}`);
    print(`  ${way.join(" → ")}`);
    print(`  ${order.status}${order.reason === undefined ? "" : `: ${order.reason}`}`);
    print(`  stock ${stockOf(before, request.ItemId)} → ${stockOf(after, request.ItemId)}`);
  }
  print("");
  print(`API    ${outputs.ApiUrl} (POST /, GET /orders/{orderId}; IAM-signed)`);
  print(`tables ${outputs.OrdersTable}, ${outputs.InventoryTable}`);
  return isAsExpected;
}

function stockOf({ stock }: Stores, itemId: string): string {
  return String(stock[itemId] ?? "none");
}

function executionArn(machineArn: string, orderId: string): string {
  return `${machineArn.replace(":stateMachine:", ":execution:")}:${orderId}`;
}

async function untilEnded(api: OrderApi, orderId: string): Promise<OrderView> {
  const deadline = performance.now() + WAIT_LIMIT_MS;
  for (;;) {
    const order = await api.get(orderId);
    if (order.status !== "Processing" || performance.now() > deadline) return order;
    await sleep(POLL_MS);
  }
}

async function statesOf(client: SFNClient, arn: string): Promise<readonly string[]> {
  const command = new GetExecutionHistoryCommand({ executionArn: arn, maxResults: 1000 });
  const { events = [] } = await client.send(command);
  return events.flatMap(({ stateEnteredEventDetails: entered }) => entered?.name ?? []);
}
