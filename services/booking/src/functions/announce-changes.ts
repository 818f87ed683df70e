import { invocationLog } from "@blueprints/lambda-kit/observe";
import { batchResponse, inOrder, streamErrors } from "@blueprints/lambda-kit/stream";
import middy from "@middy/core";
import { changeOf, recordsOf } from "../adapters/booking-stream.ts";
import { announceChanges } from "../app/announce-changes.ts";
import type { Change } from "../app/ports.ts";
import { announcing } from "../composition.ts";
import { Name, readEnv } from "../env.ts";

const { announcer, quarantine } = announcing(
  readEnv({ EVENT_BUS: Name, STREAM_DEAD_LETTERS_URL: Name }),
);

/** Changes of the bookings' table, from its stream: told on the bus, of each booking in their order. */
export const handler = middy()
  .use(invocationLog())
  .use(streamErrors())
  .handler(async (event: unknown) => {
    const records = recordsOf(event);
    const changes: Change[] = [];
    const read = async (record: (typeof records)[number]): Promise<void> => {
      changes.push(changeOf(record));
    };
    const unread = await inOrder(records, read, quarantine);
    const again = [...(await announceChanges({ announcer }, changes)), ...unread.again];
    return batchResponse(records, again);
  });
