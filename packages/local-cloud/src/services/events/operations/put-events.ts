import type * as EventBridge from "@aws-sdk/client-eventbridge";
import { NotEmulatedError } from "../../../errors.ts";
import type { Operation } from "../../../service.ts";
import { invalid } from "../errors.ts";
import type { EventsState } from "../events-state.ts";
import { entrySizeBytes, isSayable, putEvent } from "../put-events.ts";

const MAX_ENTRIES = 10; // per request; EventBridge API reference, PutEvents
const MAX_TOTAL_BYTES = 1_048_576; // of all entries together; the same page

/** @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html */
export const putEvents: Operation<typeof EventBridge, "PutEvents", EventsState> = (input, ctx) => {
  if (input.EndpointId !== undefined) throw new NotEmulatedError("events:PutEvents", "EndpointId");
  const entries = input.Entries ?? [];
  if (entries.length === 0 || entries.length > MAX_ENTRIES) {
    const bound = entries.length === 0 ? "greater than or equal to 1" : "less than or equal to 10";
    const shown = entries.map(
      ({ Source, DetailType }) =>
        `PutEventsRequestEntry(source=${Source}, detailType=${DetailType})`,
    );
    invalid(
      `1 validation error detected: Value '[${shown.join(", ")}]' at 'entries' failed to satisfy constraint: Member must have length ${bound}`,
    );
  }
  for (const [index, { Time }] of entries.entries()) {
    if (Time !== undefined && !isSayable(Time)) {
      invalid(`Parameter Entries.${index + 1}.Time is not valid.`);
    }
  }
  const total = entries.reduce((sum, entry) => sum + entrySizeBytes(entry), 0);
  if (total > MAX_TOTAL_BYTES) {
    invalid("Total size of the entries in the request is over the limit.");
  }
  const Entries = ctx.cloud.store.transaction(() =>
    entries.map((entry) => putEvent(ctx.state, entry, ctx.principal)),
  );
  const FailedEntryCount = Entries.filter(({ EventId }) => EventId === undefined).length;
  return { FailedEntryCount, Entries };
};
