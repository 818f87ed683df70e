import { logger } from "@blueprints/lambda-kit/observe";
import * as z from "zod/mini";

const QueueEvent = z.object({
  Records: z.array(z.object({ messageId: z.string().check(z.minLength(1)), body: z.string() })),
});

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
  handle: (body: string) => Promise<void>,
): Promise<QueueResponse> {
  const failed: string[] = [];
  for (const { messageId, body } of z.parse(QueueEvent, event).Records) {
    try {
      await handle(body);
    } catch (error) {
      logger.error("message not handled", { error, messageId });
      failed.push(messageId);
    }
  }
  return { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) };
}
