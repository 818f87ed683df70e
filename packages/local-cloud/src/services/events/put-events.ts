import { randomUUID } from "node:crypto";
import type { Principal } from "../../access/principal.ts";
import { lookUpBus, type EventsState } from "./events-state.ts";
import { ingest } from "./ingest.ts";
import type { Event } from "./model.ts";

/** An event as PutEvents takes it. */
export interface Entry {
  readonly Time?: Date | undefined;
  readonly Source?: string | undefined;
  readonly Resources?: string[] | undefined;
  readonly DetailType?: string | undefined;
  readonly Detail?: string | undefined;
  readonly EventBusName?: string | undefined;
}

/** What became of an entry. */
export interface EntryResult {
  readonly EventId?: string;
  readonly ErrorCode?: string;
  readonly ErrorMessage?: string;
}

const MIN_TIME_MS = Date.parse("0000-01-01T00:00:00Z");
const MAX_TIME_MS = Date.UTC(9999, 11, 31, 23, 59, 59); // the last second with four digits
const MAX_DEPTH = 1000; // levels of nested JSON; EventBridge API reference, PutEvents

/** The size of an entry as EventBridge counts it, in UTF-8 bytes; a time is 14. */
export function entrySizeBytes(entry: Entry): number {
  const texts = [entry.Source, entry.DetailType, entry.Detail, ...(entry.Resources ?? [])];
  const size = texts.reduce((sum, text) => sum + Buffer.byteLength(text ?? ""), 0);
  return size + (entry.Time === undefined ? 0 : 14);
}

/** Takes one entry, or says why not; other entries are not touched. */
export function putEvent(state: EventsState, entry: Entry, principal: Principal): EntryResult {
  const detail = parseDetail(entry.Detail);
  const fault = faultOf(entry, detail, principal);
  if (fault !== undefined) return fault;
  const { cloud } = state;
  const event: Event = {
    version: "0",
    id: randomUUID(),
    "detail-type": entry.DetailType ?? "",
    source: entry.Source ?? "",
    account: principal.accountId,
    time: toSeconds(entry.Time ?? new Date(cloud.clock.now())),
    region: cloud.config.region,
    resources: entry.Resources ?? [],
    detail,
  };
  // AWS takes events for a bus that is not there, and nobody gets them.
  const bus = lookUpBus(state, entry.EventBusName, principal.accountId);
  if (bus !== undefined) ingest(state, cloud, { bus, event });
  return { EventId: event.id };
}

function faultOf(entry: Entry, detail: unknown, principal: Principal): EntryResult | undefined {
  for (const name of ["Source", "DetailType", "Detail"] as const) {
    if (entry[name] === undefined || entry[name] === "") {
      return {
        ErrorCode: "InvalidArgument",
        ErrorMessage: `Parameter ${name} is not valid. Reason: ${name} is a required argument.`,
      };
    }
  }
  if (detail === undefined) {
    return { ErrorCode: "MalformedDetail", ErrorMessage: "Detail is malformed." };
  }
  // Only AWS's own services may speak for them.
  if (entry.Source?.startsWith("aws.") === true && principal.kind !== "service") {
    return {
      ErrorCode: "NotAuthorizedForSourceException",
      ErrorMessage: "Not authorized for the source.",
    };
  }
  return undefined;
}

/** A detail has to be a JSON object, nested no deeper than EventBridge goes. */
function parseDetail(text = ""): object | undefined {
  if (depthOf(text) > MAX_DEPTH) return undefined;
  try {
    const detail: unknown = JSON.parse(text);
    return typeof detail === "object" && detail !== null && !Array.isArray(detail)
      ? detail
      : undefined;
  } catch {
    return undefined;
  }
}

/** How deep the brackets of a JSON text are nested; without recursion, as the text may be hostile. */
function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|[[\]{}]/gs)) {
    if (token === "{" || token === "[") depth += 1;
    else if (token === "}" || token === "]") depth -= 1;
    deepest = Math.max(deepest, depth);
  }
  return deepest;
}

/** True for a time that ISO 8601 can say with four digits of a year. */
export function isSayable(time: Date): boolean {
  return time.getTime() >= MIN_TIME_MS && time.getTime() <= MAX_TIME_MS;
}

/** ISO 8601 in whole seconds, as events have it. */
export function toSeconds(time: Date): string {
  return `${time.toISOString().slice(0, 19)}Z`;
}
