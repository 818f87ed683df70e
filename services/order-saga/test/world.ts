import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { GetExecutionHistoryCommand, SFNClient } from "@aws-sdk/client-sfn";
import { LambdaClient } from "@aws-sdk/client-lambda";
import { SQSClient } from "@aws-sdk/client-sqs";
import { startTestCloud, type TestCloud } from "@blueprints/local-cloud/testing";
import { setTimeout as sleep } from "node:timers/promises";
import { clientSettings, deploy } from "../../../scripts/soak/deploy.ts";
import { orderApi, type OrderApi, type OrderRequest, type OrderView } from "../tools/order-api.ts";
import { readStores, type Stores } from "../tools/read-stores.ts";
import { redriveOrders, type Redriven } from "../tools/redrive-orders.ts";
import { seedStock } from "../tools/seed-stock.ts";
import { readOutputs, type Outputs } from "../tools/stack-outputs.ts";

const LIMIT_MS = 40_000;
const POLL_MS = 50;

/** The deployed service on a cloud of its own, with permissions enforced and the post's stock. */
export interface World {
  readonly cloud: TestCloud;
  readonly outputs: Outputs;
  readonly api: OrderApi;
  readonly states: SFNClient;
  readonly dynamo: DynamoDBClient;
  stores(): Promise<Stores>;
  /** Waits until an order is no longer being processed. */
  untilEnded(orderId: string): Promise<OrderView>;
  /** Names of the states that an order has entered, in their order. */
  statesOf(orderId: string): Promise<string[]>;
  redrive(): Promise<Redriven>;
  until<T>(what: string, ask: () => Promise<T | undefined>): Promise<T>;
}

/** The post's request, with changes. */
export function aRequest(over: Partial<OrderRequest> = {}): OrderRequest {
  return {
    ItemId: "ITEM001",
    CustomerId: "ABC/002",
    MessageId: "",
    FailAtStage: "None",
    ...over,
  };
}

/** Starts a cloud and deploys the service to it. */
export async function openWorld(): Promise<World> {
  const cloud = await startTestCloud({ keep: true, enforcePermissions: true });
  const { endpoint } = cloud;
  const outputs = readOutputs(await deploy(endpoint, "order-saga", "test"));
  const settings = clientSettings(endpoint);
  const dynamo = new DynamoDBClient(settings);
  const states = new SFNClient(settings);
  const api = orderApi(outputs.ApiUrl, settings.region, settings.credentials);
  await seedStock(dynamo, outputs.InventoryTable);
  return {
    cloud,
    outputs,
    api,
    states,
    dynamo,
    until,
    stores: () => readStores(dynamo, outputs),
    untilEnded: (orderId) =>
      until(`the end of ${orderId}`, async () => {
        const order = await api.get(orderId);
        return order.status === "Processing" ? undefined : order;
      }),
    async statesOf(orderId) {
      const machine = outputs.StateMachine.replace(":stateMachine:", ":execution:");
      const executionArn = `${machine}:${orderId}`;
      const command = new GetExecutionHistoryCommand({ executionArn, maxResults: 1000 });
      const { events = [] } = await states.send(command);
      return events.flatMap(({ stateEnteredEventDetails: entered }) => entered?.name ?? []);
    },
    redrive: () =>
      redriveOrders(
        { lambda: new LambdaClient(settings), sqs: new SQSClient(settings), outputs },
        () => undefined,
      ),
  };
}

async function until<T>(what: string, ask: () => Promise<T | undefined>): Promise<T> {
  const deadline = performance.now() + LIMIT_MS;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (performance.now() > deadline) throw new Error(`${what}: not within ${LIMIT_MS} ms`);
    await sleep(POLL_MS);
  }
}
