import { httpErrors, httpInput, httpOutput } from "@blueprints/lambda-kit/http";
import { invocationLog } from "@blueprints/lambda-kit/observe";
import middy from "@middy/core";
import { Order, OrderPath, Receipt, receiptOf } from "../order.ts";

/** Answers an order with lambda-kit. */
export const handler = middy()
  .use(invocationLog())
  .use(httpErrors())
  .use(httpOutput(Receipt))
  .use(httpInput({ path: OrderPath, body: Order }))
  .handler(({ path, body }) => receiptOf(path.customerId, body));
