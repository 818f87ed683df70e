import { logger } from "@blueprints/lambda-kit/observe";
import * as z from "zod/mini";

const StreamEvent = z.object({
  Records: z.array(
    z.object({
      dynamodb: z.object({
        Keys: z.object({ Key: z.object({ S: z.string() }) }),
        SequenceNumber: z.string().check(z.minLength(1)),
      }),
    }),
  ),
});

/** What Lambda reads of a function that reports partial failures. */
export interface StreamResponse {
  readonly batchItemFailures: readonly { readonly itemIdentifier: string }[];
}

/**
 * Handles each video that a batch has changes of once, at its last change: what there is to do is in the table,
 * not in the change. It stops at the first that fails, because Lambda delivers everything after it again anyway.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-batchfailurereporting.html
 */
export async function forEachVideo(
  event: unknown,
  handle: (key: string) => Promise<void>,
): Promise<StreamResponse> {
  const changes = z.parse(StreamEvent, event).Records.map(({ dynamodb }) => {
    return { key: dynamodb.Keys.Key.S, itemIdentifier: dynamodb.SequenceNumber };
  });
  const last = new Map(changes.map(({ key, itemIdentifier }) => [key, itemIdentifier]));
  for (const { key, itemIdentifier } of changes) {
    if (last.get(key) !== itemIdentifier) continue;
    try {
      await handle(key);
    } catch (error) {
      logger.error("change not handled", { error, itemIdentifier });
      return { batchItemFailures: [{ itemIdentifier }] };
    }
  }
  return { batchItemFailures: [] };
}
