import type { MiddlewareObj } from "@middy/core";
import * as z from "zod/mini";
import type { input, output } from "zod/v4/core";
import { InvalidError } from "./errors.ts";
import { parseOrThrow, type Schema } from "./parse.ts";

const Meta = z.object({
  /** Of the detail's shape; a consumer takes the versions it knows. */
  version: z.int(),
  correlationId: z.optional(z.string()),
});

/** What EventBridge delivers, as far as consumers of our events need it. Unknown fields are tolerated. */
const Envelope = z.object({
  id: z.string(),
  source: z.string(),
  "detail-type": z.string(),
  time: z.string(),
  detail: z.object({ meta: Meta, data: z.unknown() }),
});

/** One kind of event: who says it, what it is called, and what it says. */
export interface EventDefinition<S extends Schema> {
  readonly source: string;
  /** Past tense, PascalCase: `ImageCatalogued`. */
  readonly detailType: string;
  /** Of the detail's shape; it goes up when a consumer could break. */
  readonly version: number;
  /** Schema of the detail's `data`; producers should make it strict. */
  readonly detail: S;
}

/** An event that is ready to be published, checked by its schema. */
export interface OutgoingEvent {
  readonly source: string;
  readonly detailType: string;
  /** JSON of `{ meta: { version, correlationId? }, data }`. */
  readonly detail: string;
}

/** An event as its consumer gets it. */
export interface IncomingEvent<T> {
  /** EventBridge's id: the same in every delivery of one event. */
  readonly id: string;
  /** ISO 8601, when it was published. */
  readonly time: string;
  readonly correlationId: string | undefined;
  readonly data: T;
}

/** Puts a kind of event into the catalogue. */
export function defineEvent<const S extends Schema>(
  definition: EventDefinition<S>,
): EventDefinition<S> {
  return definition;
}

/**
 * Builds an event to publish.
 *
 * @throws {InvalidError} `InvalidEvent`: the data does not fit the event's schema.
 */
export function newEvent<S extends Schema>(
  definition: EventDefinition<S>,
  data: input<S>,
  meta: { readonly correlationId?: string } = {},
): OutgoingEvent {
  const { source, detailType, version } = definition;
  const checked = parseOrThrow(definition.detail, data, "InvalidEvent");
  const detail = JSON.stringify({ meta: { version, ...meta }, data: checked });
  return { source, detailType, detail };
}

/**
 * Reads a delivered event of the given kind and version.
 *
 * @throws {InvalidError} `UnexpectedEvent`: it is another kind or version; `InvalidEvent`: its data does not fit.
 */
export function readEvent<S extends Schema>(
  definition: EventDefinition<S>,
  event: unknown,
): IncomingEvent<output<S>> {
  const envelope = parseOrThrow(Envelope, event, "UnexpectedEvent");
  const { meta, data } = envelope.detail;
  const { source, detailType, version } = definition;
  const matches =
    envelope.source === source &&
    envelope["detail-type"] === detailType &&
    meta.version === version;
  if (!matches) {
    throw new InvalidError("UnexpectedEvent", `expected ${detailType} ${version} of ${source}`);
  }
  return {
    id: envelope.id,
    time: envelope.time,
    correlationId: meta.correlationId,
    data: parseOrThrow(definition.detail, data, "InvalidEvent"),
  };
}

/** Replaces the event of a function that an EventBridge rule invokes by {@link IncomingEvent}. */
export function eventInput<S extends Schema>(
  definition: EventDefinition<S>,
): MiddlewareObj<IncomingEvent<output<S>>> {
  return {
    before: (request) => {
      request.event = readEvent(definition, request.event);
    },
  };
}

/** The pattern of a rule that matches exactly the given kind and version. */
export function eventPattern({ source, detailType, version }: EventDefinition<Schema>): object {
  return {
    source: [source],
    "detail-type": [detailType],
    detail: { meta: { version: [version] } },
  };
}
