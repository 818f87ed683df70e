import { AwsError, fail } from "../../errors.ts";

/** An entry that a batch operation could not carry out. */
export interface BatchFailure {
  readonly Id: string;
  readonly SenderFault: boolean;
  readonly Code: string;
  readonly Message: string;
}

const MAX_ENTRIES = 10; // per batch request; SQS message quotas
const LEGAL_ENTRY_ID = /^[\w-]{1,80}$/;

/**
 * Checks a batch as a whole and gives its entries with their ids.
 *
 * @param entryName The entry's type, as SQS's message names it: `SendMessageBatchRequestEntry`.
 * @throws {AwsError} `EmptyBatchRequest`, `TooManyEntriesInBatchRequest`, `InvalidBatchEntryId`,
 * `BatchEntryIdsNotDistinct`.
 */
export function batchEntries<E extends { Id: string | undefined }>(
  entries: readonly E[] | undefined,
  entryName: string,
): { id: string; entry: E }[] {
  const given = entries ?? [];
  if (given.length === 0) {
    fail("EmptyBatchRequest", `There should be at least one ${entryName} in the request.`);
  }
  if (given.length > MAX_ENTRIES) {
    fail(
      "TooManyEntriesInBatchRequest",
      `Maximum number of entries per request are ${MAX_ENTRIES}. You have sent ${given.length}.`,
    );
  }
  const seen = new Set<string>();
  return given.map((entry) => {
    const id = entry.Id ?? "";
    if (!LEGAL_ENTRY_ID.test(id)) {
      fail(
        "InvalidBatchEntryId",
        "A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.",
      );
    }
    if (seen.has(id)) fail("BatchEntryIdsNotDistinct", `Id ${id} repeated.`);
    seen.add(id);
    return { id, entry };
  });
}

/** Carries out each entry; what SQS refuses of one does not touch the others. */
export function eachEntry<E, R>(
  entries: readonly { id: string; entry: E }[],
  work: (entry: E) => R,
): { done: { id: string; result: R }[]; failed: BatchFailure[] } {
  const done: { id: string; result: R }[] = [];
  const failed: BatchFailure[] = [];
  for (const { id, entry } of entries) {
    try {
      done.push({ id, result: work(entry) });
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      failed.push({ Id: id, SenderFault: true, Code: error.code, Message: error.message });
    }
  }
  return { done, failed };
}
