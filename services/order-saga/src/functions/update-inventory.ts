import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { awsClientSettings } from "@blueprints/lambda-kit/aws-client";
import { invocationLog } from "@blueprints/lambda-kit/observe";
import { taskErrors, taskInput, taskOutput } from "@blueprints/lambda-kit/task";
import middy from "@middy/core";
import { inventoryTable } from "../adapters/inventory-table.ts";
import { updateInventory } from "../app/take-step.ts";
import { Name, readEnv } from "../env.ts";
import { OrderState, OrderTask } from "../schemas/order.ts";

// Built in the init phase, once per execution environment, and shared by its invocations.
const env = readEnv({ INVENTORY_TABLE: Name, RESERVATIONS_TABLE: Name });
const client = new DynamoDBClient(awsClientSettings(env));
const inventory = inventoryTable(
  { client, now: () => new Date() },
  { inventory: env.INVENTORY_TABLE, reservations: env.RESERVATIONS_TABLE },
);

/** State `Update Inventory`: `INVENTORY_UPDATED` or `ERROR`. Throws `InventoryUnavailable`. */
export const handler = middy()
  .use(invocationLog())
  .use(taskErrors())
  .use(taskOutput(OrderState))
  .use(taskInput(OrderTask))
  .handler((call) => updateInventory(inventory, call));
