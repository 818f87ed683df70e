import * as z from "zod";

/** What a function said of its batch: everything done, nothing, or all but these. */
export type BatchVerdict = "done" | "failed" | { readonly failedIds: readonly string[] };

const Response = z.object({
  batchItemFailures: z.array(z.object({ itemIdentifier: z.string().min(1) })).nullish(),
});

/**
 * Reads the answer of a function that reports batch item failures.
 *
 * No answer, an empty one and an empty list mean success; an identifier that is missing, empty or
 * not of this batch means that the whole batch failed.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
 */
export function readBatchResponse(body: Uint8Array, ids: ReadonlySet<string>): BatchVerdict {
  const text = Buffer.from(body).toString();
  const json = parse(text);
  if (json === null || json === "") return "done";
  const response = Response.safeParse(json);
  if (!response.success) return "failed";
  const failedIds = (response.data.batchItemFailures ?? []).map((item) => item.itemIdentifier);
  if (failedIds.length === 0) return "done";
  return failedIds.every((id) => ids.has(id)) ? { failedIds } : "failed";
}

function parse(text: string): unknown {
  if (text === "") return "";
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // a streaming handler may answer anything
  }
}
