import type * as Sns from "@aws-sdk/client-sns";
import { fail } from "../../../errors.ts";
import type { Operation } from "../../../service.ts";
import { MAX_MESSAGE_BYTES, publish, readContent, readIds } from "../publish.ts";
import { findTopic, type SnsState } from "../sns-state.ts";

const MAX_ENTRIES = 10; // per request; SNS API reference, PublishBatch

/** @see https://docs.aws.amazon.com/sns/latest/api/API_PublishBatch.html */
export const publishBatch: Operation<typeof Sns, "PublishBatch", SnsState> = (input, ctx) => {
  const { state, cloud } = ctx;
  const topic = findTopic(state, input.TopicArn);
  const entries = input.PublishBatchRequestEntries ?? [];
  checkIds(entries.map(({ Id }) => Id ?? ""));
  // A fault of one entry refuses them all, so all are read before any is published.
  const sizes = entries.map((entry) => {
    const content = readContent(entry);
    readIds(topic, entry, content);
    return content.sizeBytes;
  });
  if (sizes.reduce((sum, size) => sum + size, 0) > MAX_MESSAGE_BYTES) {
    fail(
      "BatchRequestTooLong",
      "The length of all the messages put together is more than the limit.",
    );
  }
  const Successful = cloud.store.transaction(() =>
    entries.map((entry) =>
      Object.assign({ Id: entry.Id }, publish(state, cloud, { topic, draft: entry })),
    ),
  );
  return { Successful, Failed: [] };
};

function checkIds(ids: readonly string[]): void {
  if (ids.length === 0) {
    fail("EmptyBatchRequest", "The batch request doesn't contain any entries.");
  }
  if (ids.length > MAX_ENTRIES) {
    fail(
      "TooManyEntriesInBatchRequest",
      "The batch request contains more entries than permissible.",
    );
  }
  if (ids.some((id) => !/^[\w-]{1,80}$/.test(id))) {
    fail(
      "InvalidBatchEntryId",
      "The Id of a batch entry in a batch request doesn't abide by the specification.",
    );
  }
  if (new Set(ids).size < ids.length) {
    fail("BatchEntryIdsNotDistinct", "Two or more batch entries in the request have the same Id.");
  }
}
