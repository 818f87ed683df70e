import { AppError } from "@blueprints/lambda-kit/errors";
import { logger } from "@blueprints/lambda-kit/observe";
import * as z from "zod/mini";

const Times = z.pipe(
  z.object({ ApproximateReceiveCount: z.string() }),
  z.transform(({ ApproximateReceiveCount }) => Number(ApproximateReceiveCount)),
);

const QueueEvent = z.object({
  Records: z.array(
    z.object({
      messageId: z.string().check(z.minLength(1)),
      body: z.string(),
      attributes: z.optional(Times),
    }),
  ),
});

/** A message of a queue. */
export interface QueueMessage {
  readonly body: string;
  /** How many times it was delivered, this one among them. */
  readonly times: number;
}

/** What Lambda reads of a function that reports partial failures. */
export interface QueueResponse {
  readonly batchItemFailures: readonly { readonly itemIdentifier: string }[];
}

/**
 * Handles the messages of a batch one after the other; those that fail come again, without the others.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html#services-sqs-batchfailurereporting
 */
export async function forEachMessage(
  event: unknown,
  handle: (message: QueueMessage) => Promise<void>,
): Promise<QueueResponse> {
  const failed: string[] = [];
  for (const { messageId, body, attributes = 1 } of z.parse(QueueEvent, event).Records) {
    try {
      await handle({ body, times: attributes });
    } catch (error) {
      const known =
        error instanceof AppError ? { code: error.code, reason: error.message } : { error };
      logger.error("message not handled", { ...known, messageId });
      failed.push(messageId);
    }
  }
  return { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) };
}
