import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { batchResponse, inOrder, type BatchResponse } from "@blueprints/lambda-kit/stream";
import * as z from "zod/mini";
import type { RowChange } from "../app/ports.ts";
import { readRow } from "./catalog-row.ts";

// Every attribute of the table is a string, but for the time at which a deleted image's mark expires.
const Value = z.union([
  z.object({ S: z.string() }),
  z.object({ N: z.string() }),
]) satisfies z.ZodMiniType<AttributeValue>;
const Item = z.optional(z.record(z.string(), Value));

const StreamRecord = z.object({
  dynamodb: z.object({
    Keys: z.object({ Id: z.object({ S: z.string() }) }),
    OldImage: Item,
    NewImage: Item,
    SequenceNumber: z.string(),
  }),
});

const StreamEvent = z.object({
  Records: z.array(
    z.looseObject({
      dynamodb: z.looseObject({ SequenceNumber: z.string().check(z.minLength(1)) }),
    }),
  ),
});

function toChange(record: unknown): RowChange {
  const { Keys, OldImage, NewImage } = z.parse(StreamRecord, record).dynamodb;
  return { key: Keys.Id.S, before: readRow(OldImage), after: readRow(NewImage) };
}

/**
 * Handles the changes of a batch in their order, and stops at the first that fails: Lambda reads the lowest
 * sequence number as the place to go on from, so what comes after it is delivered again anyway.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-batchfailurereporting.html
 */
export async function forEachChange(
  event: unknown,
  handle: (change: RowChange) => Promise<void>,
): Promise<BatchResponse> {
  const records = z.parse(StreamEvent, event).Records.map((record) => {
    return { sequenceNumber: record.dynamodb.SequenceNumber, record };
  });
  const { again } = await inOrder(records, ({ record }) => handle(toChange(record)));
  return batchResponse(records, again);
}
