import { Logger } from "@aws-lambda-powertools/logger";
import middy from "@middy/core";
import * as z from "zod/mini";
import { $ZodError } from "zod/v4/core";
import { Order, OrderPath, Receipt, receiptOf } from "../order.ts";

const Event = z.object({
  body: z.string(),
  headers: z.record(z.string(), z.string()),
  pathParameters: OrderPath,
});

interface HttpResponse {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const logger = new Logger();

/** Context on every log line and one line at the end, as a service without the kit writes it. */
function invocationLog(): middy.MiddlewareObj<unknown, HttpResponse> {
  let startedAt = 0;
  const end = (outcome: "ok" | "error"): void => {
    logger.info("invocation ended", {
      outcome,
      durationMs: Math.round(performance.now() - startedAt),
    });
  };
  return {
    before: ({ event, context }) => {
      startedAt = performance.now();
      logger.resetKeys();
      logger.addContext(context);
      const { headers } = Event.parse(event);
      logger.setCorrelationId(headers["x-correlation-id"] ?? context.awsRequestId);
    },
    after: () => end("ok"),
    onError: () => end("error"),
  };
}

/** 400 for what does not fit, 500 without details for the rest. */
function errors(): middy.MiddlewareObj<unknown, HttpResponse> {
  return {
    onError: (request) => {
      const isRefused = request.error instanceof $ZodError;
      logger.error("request failed", { error: request.error });
      request.response = {
        statusCode: isRefused ? 400 : 500,
        headers: { "content-type": "application/problem+json", "cache-control": "no-store" },
        body: JSON.stringify({ code: isRefused ? "InvalidRequest" : "InternalError" }),
      };
    },
  };
}

/** Answers an order with middy, Powertools' logger and zod put together by hand. */
export const handler = middy<unknown, HttpResponse>()
  .use(invocationLog())
  .use(errors())
  .handler(async (event) => {
    const { body, pathParameters } = Event.parse(event);
    const receipt = receiptOf(pathParameters.customerId, Order.parse(JSON.parse(body)));
    return {
      statusCode: 200,
      headers: { "content-type": "application/json", "cache-control": "no-store" },
      body: JSON.stringify(Receipt.parse(receipt)),
    };
  });
