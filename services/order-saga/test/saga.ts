import { CreateTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import {
  runStateMachine,
  StateError,
  type ExecutionOutcome,
  type Json,
} from "@blueprints/local-cloud/state-machine-testing";
import { startTestCloud, type TestCloud } from "@blueprints/local-cloud/testing";
import { inventoryTable } from "../src/adapters/inventory-table.ts";
import { ordersTable } from "../src/adapters/orders-table.ts";
import { paymentsTable } from "../src/adapters/payments-table.ts";
import { makePayment, placeOrder, updateInventory } from "../src/app/take-step.ts";
import { afterCompensation, type OrderCall, type OrderState } from "../src/domain/order.ts";
import { OrderState as OrderStateSchema, OrderTask } from "../src/schemas/order.ts";
import { readStores, type Stores } from "../tools/read-stores.ts";
import { seedStock } from "../tools/seed-stock.ts";
import { workflowDefinition } from "./workflow-definition.ts";

const DEFINITION = workflowDefinition();
const TABLES = {
  OrdersTable: "OrderId",
  RemovedOrdersTable: "OrderId",
  InventoryTable: "ItemId",
  ReservationsTable: "OrderId",
  PaymentsTable: "OrderId",
} as const;
const NAMES = {
  OrdersTable: "OrdersTable",
  InventoryTable: "InventoryTable",
  ReservationsTable: "ReservationsTable",
  PaymentsTable: "PaymentsTable",
};

/** The functions that the workflow calls. */
export const STEPS = ["PlaceOrder", "UpdateInventory", "MakePayment"] as const;
export const COMPENSATIONS = ["RevertPayment", "RevertInventory", "RemoveOrder"] as const;
export type Step = (typeof STEPS)[number] | (typeof COMPENSATIONS)[number];

/** Breaks calls of a function: says of a call, by its number from 1, whether it breaks, and when. */
export type Fault = (step: Step, call: number) => "before" | "after" | undefined;

/** What the function answers instead of what it would. */
export type Answers = Partial<Record<Step, Json>>;

/** The state machine and the participants over real (emulated) tables; only Lambda itself is played. */
export class Saga {
  readonly #cloud: TestCloud;
  readonly #client: DynamoDBClient;
  readonly #steps: Record<Step, (call: OrderCall) => Promise<OrderState>>;
  #executions = 0;
  /** Functions in the order they were called in the last run, retries too. */
  calls: Step[] = [];
  /** Bodies of what was parked. */
  readonly letters: Json[] = [];

  private constructor(cloud: TestCloud) {
    this.#cloud = cloud;
    this.#client = cloud.client(DynamoDBClient);
    const parts = { client: this.#client, now: () => new Date() };
    const orders = ordersTable(parts, { orders: "OrdersTable", removed: "RemovedOrdersTable" });
    const inventory = inventoryTable(parts, {
      inventory: "InventoryTable",
      reservations: "ReservationsTable",
    });
    const payments = paymentsTable(parts, "PaymentsTable");
    this.#steps = {
      PlaceOrder: (call) => placeOrder(orders, call),
      UpdateInventory: (call) => updateInventory(inventory, call),
      MakePayment: (call) => makePayment(payments, call),
      RevertPayment: async ({ OrderId, Order }) => {
        await payments.refund(OrderId);
        return afterCompensation(Order, "PAYMENT_REVERTED");
      },
      RevertInventory: async ({ OrderId, Order }) => {
        await inventory.release(OrderId);
        return afterCompensation(Order, "INVENTORY_REVERTED");
      },
      RemoveOrder: async ({ OrderId, Order }) => {
        await orders.remove(OrderId);
        return afterCompensation(Order, "ORDER_REMOVED");
      },
    };
  }

  static async start(): Promise<Saga> {
    const saga = new Saga(await startTestCloud({ keep: true }));
    for (const [TableName, key] of Object.entries(TABLES)) {
      await saga.#client.send(
        new CreateTableCommand({
          TableName,
          BillingMode: "PAY_PER_REQUEST",
          AttributeDefinitions: [{ AttributeName: key, AttributeType: "S" }],
          KeySchema: [{ AttributeName: key, KeyType: "HASH" }],
        }),
      );
    }
    await seedStock(saga.#client, "InventoryTable");
    await saga.stock("SOLDOUT", 0);
    return saga;
  }

  stop(): Promise<void> {
    return this.#cloud.stop();
  }

  stores(): Promise<Stores> {
    return readStores(this.#client, NAMES);
  }

  /** Calls a function as the workflow does. */
  async call(step: Step, payload: Json): Promise<Json> {
    const call = OrderTask.safeParse(payload);
    if (!call.success) throw new StateError("InvalidTaskInput", "no order");
    const state = OrderStateSchema.parse(await this.#steps[step](call.data));
    return JSON.parse(JSON.stringify(state)) as Json;
  }

  /** Runs one order through the state machine. */
  async run(
    input: Json,
    { fault = () => undefined, answers = {} }: { fault?: Fault; answers?: Answers } = {},
  ): Promise<ExecutionOutcome> {
    this.#executions += 1;
    this.calls = [];
    const play = async (resource: string, parameters: Json): Promise<Json> => {
      const { FunctionName, Payload, MessageBody } = parameters as Record<string, Json>;
      if (resource === "sqs:sendMessage") {
        this.letters.push(MessageBody as Json);
        return { MessageId: "1" };
      }
      const step = FunctionName as Step;
      this.calls.push(step);
      const when = fault(step, this.calls.filter((called) => called === step).length);
      if (when === "before") throw new StateError("Lambda.Unknown", "broke before it wrote");
      const answer = await this.call(step, Payload as Json);
      if (when === "after") throw new StateError("States.Timeout", "wrote, and nobody heard of it");
      return { Payload: answers[step] ?? answer };
    };
    return runStateMachine(DEFINITION, { name: `order-${this.#executions}`, input, call: play });
  }

  /** Puts a new item into the stock. */
  async stock(ItemId: string, ItemsInStock: number): Promise<void> {
    await seedStock(this.#client, "InventoryTable", [{ ItemId, ItemName: ItemId, ItemsInStock }]);
  }

  /** The id of the last order. */
  get orderId(): string {
    return `order-${this.#executions}`;
  }
}
