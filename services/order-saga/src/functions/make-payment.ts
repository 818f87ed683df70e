import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { awsClientSettings } from "@blueprints/lambda-kit/aws-client";
import { invocationLog } from "@blueprints/lambda-kit/observe";
import { taskErrors, taskInput, taskOutput } from "@blueprints/lambda-kit/task";
import middy from "@middy/core";
import { paymentsTable } from "../adapters/payments-table.ts";
import { makePayment } from "../app/take-step.ts";
import { Name, readEnv } from "../env.ts";
import { OrderState, OrderTask } from "../schemas/order.ts";

// Built in the init phase, once per execution environment, and shared by its invocations.
const env = readEnv({ PAYMENTS_TABLE: Name });
const client = new DynamoDBClient(awsClientSettings(env));
const payments = paymentsTable({ client, now: () => new Date() }, env.PAYMENTS_TABLE);

/** State `Make Payment`: `PAYMENT_COMPLETED` or `ERROR`. Throws `PaymentsUnavailable`. */
export const handler = middy()
  .use(invocationLog())
  .use(taskErrors())
  .use(taskOutput(OrderState))
  .use(taskInput(OrderTask))
  .handler((call) => makePayment(payments, call));
