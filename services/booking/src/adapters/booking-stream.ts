import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { InvalidError } from "@blueprints/lambda-kit/errors";
import * as z from "zod/mini";
import type { Change } from "../app/ports.ts";
import { readBooking, readEventOf, type Item } from "./booking-item.ts";

// What the table has: texts, numbers, and maps of texts.
const Scalar = z.union([z.object({ S: z.string() }), z.object({ N: z.string() })]);
const Value = z.union([
  Scalar,
  z.object({ M: z.record(z.string(), Scalar) }),
]) satisfies z.ZodMiniType<AttributeValue>;

const Dynamodb = z.object({
  OldImage: z.optional(z.record(z.string(), Value)),
  NewImage: z.optional(z.record(z.string(), Value)),
});

const StreamEvent = z.object({
  Records: z.array(
    z.looseObject({
      dynamodb: z.looseObject({ SequenceNumber: z.string().check(z.minLength(1)) }),
    }),
  ),
});

/** A record of the table's stream. */
export interface TableRecord {
  readonly sequenceNumber: string;
  /** As the stream has it. */
  readonly record: unknown;
}

/** The records of a stream's batch, in their order. */
export function recordsOf(event: unknown): readonly TableRecord[] {
  return z.parse(StreamEvent, event).Records.map((record) => {
    return { sequenceNumber: record.dynamodb.SequenceNumber, record };
  });
}

function eventIdOf(item: Item | undefined): string | undefined {
  return item?.["LastEvent"] === undefined ? undefined : readEventOf(item).id;
}

/**
 * The change of a record: told of when it wrote an event that was not there before. Deletions tell nothing.
 *
 * @throws {InvalidError} `UnreadableChange`: the item is none of ours, or broken.
 */
export function changeOf({ sequenceNumber, record }: TableRecord): Change {
  try {
    const { dynamodb } = z.parse(z.object({ dynamodb: Dynamodb }), record);
    const { OldImage, NewImage } = dynamodb;
    const id = eventIdOf(NewImage);
    if (NewImage === undefined || id === undefined || id === eventIdOf(OldImage)) {
      return { sequenceNumber, announcement: undefined };
    }
    const announcement = { booking: readBooking(NewImage), event: readEventOf(NewImage) };
    return { sequenceNumber, announcement };
  } catch (cause) {
    const message = `the change ${sequenceNumber} cannot be read`;
    throw new InvalidError("UnreadableChange", message, { cause });
  }
}
