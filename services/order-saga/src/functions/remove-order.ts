import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { awsClientSettings } from "@blueprints/lambda-kit/aws-client";
import { invocationLog } from "@blueprints/lambda-kit/observe";
import { taskErrors, taskInput, taskOutput } from "@blueprints/lambda-kit/task";
import middy from "@middy/core";
import { ordersTable } from "../adapters/orders-table.ts";
import { afterCompensation } from "../domain/order.ts";
import { Name, readEnv } from "../env.ts";
import { OrderState, OrderTask } from "../schemas/order.ts";

// Built in the init phase, once per execution environment, and shared by its invocations.
const env = readEnv({ ORDERS_TABLE: Name, REMOVED_ORDERS_TABLE: Name });
const client = new DynamoDBClient(awsClientSettings(env));
const orders = ordersTable(
  { client, now: () => new Date() },
  { orders: env.ORDERS_TABLE, removed: env.REMOVED_ORDERS_TABLE },
);

/** State `Remove Order`: `ORDER_REMOVED`, placed or not. Throws `OrdersUnavailable`. */
export const handler = middy()
  .use(invocationLog())
  .use(taskErrors())
  .use(taskOutput(OrderState))
  .use(taskInput(OrderTask))
  .handler(async ({ OrderId, Order }) => {
    await orders.remove(OrderId);
    return afterCompensation(Order, "ORDER_REMOVED");
  });
