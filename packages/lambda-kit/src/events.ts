import {
  PutEventsCommand,
  type EventBridgeClient,
  type PutEventsResultEntry,
} from "@aws-sdk/client-eventbridge";
import { setTimeout as wait } from "node:timers/promises";
import { InvalidError, UnavailableError } from "./errors.ts";
import type { OutgoingEvent } from "./event-definition.ts";

export {
  defineEvent,
  eventInput,
  eventPattern,
  newEvent,
  readEvent,
  type EventDefinition,
  type IncomingEvent,
  type OutgoingEvent,
} from "./event-definition.ts";

const MAX_ENTRIES = 10; // entries per PutEvents; EventBridge quotas
const MAX_BYTES = 256 * 1024; // of all entries of a PutEvents; EventBridge quotas
const MAX_ATTEMPTS = 5;
const FIRST_DELAY_MS = 100;
const MAX_DELAY_MS = 5000;

// What a second try may mend. Everything else EventBridge says of an entry is final.
const PASSING_FAULTS = new Set(["InternalFailure", "InternalException", "ThrottlingException"]);

/** What `publish` does between tries; a test passes its own. */
export interface PublishEffects {
  readonly sleep: (milliseconds: number) => Promise<unknown>;
  /** From 0 up to 1. */
  readonly random: () => number;
}

/** One event that EventBridge did not take, and the reason it gave. */
export interface Unpublished {
  readonly event: OutgoingEvent;
  readonly errorCode: string;
}

/** `EventsNotPublished`: names what was not published, so that the caller can keep exactly that. */
export class EventsNotPublishedError extends UnavailableError {
  readonly unpublished: readonly Unpublished[];

  constructor(unpublished: readonly Unpublished[]) {
    const names = unpublished.map(({ event, errorCode }) => `${event.detailType} (${errorCode})`);
    super("EventsNotPublished", `${names.length} events not published: ${names.join(", ")}`);
    this.unpublished = unpublished;
  }
}

/** @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevents.html#eb-putevent-size */
function sizeBytes({ source, detailType, detail }: OutgoingEvent): number {
  return Buffer.byteLength(source) + Buffer.byteLength(detailType) + Buffer.byteLength(detail);
}

/**
 * Splits events, in their order, into what one PutEvents takes: 10 of them, and 256 KB.
 *
 * @throws {InvalidError} `EventTooLarge`: one is larger than that on its own.
 */
export function toBatches(events: readonly OutgoingEvent[]): readonly (readonly OutgoingEvent[])[] {
  const batches: OutgoingEvent[][] = [];
  let room = { entries: 0, bytes: 0 };
  for (const event of events) {
    const size = sizeBytes(event);
    if (size > MAX_BYTES) {
      throw new InvalidError("EventTooLarge", `${event.detailType} has ${size} bytes`);
    }
    if (room.entries < 1 || room.bytes < size) {
      batches.push([]);
      room = { entries: MAX_ENTRIES, bytes: MAX_BYTES };
    }
    batches.at(-1)?.push(event);
    room = { entries: room.entries - 1, bytes: room.bytes - size };
  }
  return batches;
}

interface Outcome {
  readonly again: readonly Unpublished[];
  readonly lost: readonly Unpublished[];
}

function sortOut(
  batch: readonly OutgoingEvent[],
  results: readonly PutEventsResultEntry[],
): Outcome {
  const failed = batch.flatMap((event, at): Unpublished[] => {
    const { EventId, ErrorCode = "InternalFailure" } = results[at] ?? {};
    return EventId === undefined ? [{ event, errorCode: ErrorCode }] : [];
  });
  return {
    again: failed.filter(({ errorCode }) => PASSING_FAULTS.has(errorCode)),
    lost: failed.filter(({ errorCode }) => !PASSING_FAULTS.has(errorCode)),
  };
}

/** A call that failed as a whole, after the SDK's own retries, has published nothing we know of. */
async function send(
  client: EventBridgeClient,
  bus: string,
  batch: readonly OutgoingEvent[],
): Promise<Outcome> {
  const Entries = batch.map(({ source, detailType, detail }) => {
    return { EventBusName: bus, Source: source, DetailType: detailType, Detail: detail };
  });
  try {
    const { Entries: results = [] } = await client.send(new PutEventsCommand({ Entries }));
    return sortOut(batch, results);
  } catch (error) {
    const errorCode = error instanceof Error ? error.name : "UnknownError";
    return { again: [], lost: batch.map((event) => ({ event, errorCode })) };
  }
}

async function publishBatch(
  target: { readonly client: EventBridgeClient; readonly bus: string },
  batch: readonly OutgoingEvent[],
  effects: PublishEffects,
): Promise<readonly Unpublished[]> {
  const lost: Unpublished[] = [];
  let pending = batch;
  for (let attempt = 1; ; attempt += 1) {
    const outcome = await send(target.client, target.bus, pending);
    lost.push(...outcome.lost);
    if (outcome.again.length === 0) return lost;
    if (attempt === MAX_ATTEMPTS) return [...lost, ...outcome.again];
    pending = outcome.again.map(({ event }) => event);
    const ceiling = Math.min(FIRST_DELAY_MS * 2 ** (attempt - 1), MAX_DELAY_MS);
    await effects.sleep(effects.random() * ceiling); // full jitter
  }
}

/**
 * Publishes events: by 10 and by 256 KB, sending again only the entries that EventBridge did not take, up
 * to 5 times with growing, random pauses. Each event that is taken is delivered at least once.
 *
 * @throws {InvalidError} `EventTooLarge`: nothing was published.
 * @throws {EventsNotPublishedError} `EventsNotPublished`: the others were published.
 */
export async function publish(
  target: { readonly client: EventBridgeClient; readonly bus: string },
  events: readonly OutgoingEvent[],
  effects: PublishEffects = { sleep: wait, random: Math.random },
): Promise<void> {
  const unpublished: Unpublished[] = [];
  for (const batch of toBatches(events)) {
    unpublished.push(...(await publishBatch(target, batch, effects)));
  }
  if (unpublished.length > 0) throw new EventsNotPublishedError(unpublished);
}
