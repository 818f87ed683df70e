import { checkClientEvent } from "@blueprints/lambda-kit/client-events";
import type { Issue } from "@blueprints/lambda-kit/errors";

/** Why a record is no event that this service stores as one. */
export type Refusal = "UnknownEvent" | "InvalidEvent" | "NotAClientEvent";

/** A line for the events' bucket, and where it goes. */
export interface StoredRecord {
  /** JSON without line breaks. */
  readonly line: string;
  /** `<eventType>/<schemaVersion>/`, or `error/<refusal>/`. */
  readonly folder: readonly [string, string];
  readonly refusal?: Refusal;
}

/** Where everything goes that is in no event's own folder. */
const ERROR_FOLDER = "error";

interface PublishedEvent {
  readonly detail: object;
  readonly clientId: string;
  readonly requestId: string | undefined;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The parts of an event that the API has published; undefined for everything else. */
function published(event: unknown): PublishedEvent | undefined {
  if (!isObject(event)) return undefined;
  const { detail, resources } = event;
  if (!isObject(detail) || !Array.isArray(resources)) return undefined;
  const [clientId, requestId] = resources.map(String);
  if (clientId === undefined || clientId === "") return undefined;
  return { detail, clientId, requestId };
}

function refused(reason: { code: Refusal; issues: readonly Issue[] }, event: object): StoredRecord {
  return {
    line: JSON.stringify({ reason, ...event }),
    folder: [ERROR_FOLDER, reason.code],
    refusal: reason.code,
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * What is stored of a record of the delivery stream: the event with the client's id inside its detail, where
 * the client cannot have put it, and so the id of the request; or, for what the catalogue does not know, the
 * record as it came with the reason.
 */
export function storedRecord(data: Buffer): StoredRecord {
  const event = parse(data.toString("utf8"));
  const parts = published(event);
  if (parts === undefined || !isObject(event)) {
    return refused(
      { code: "NotAClientEvent", issues: [] },
      isObject(event) ? { event } : { bytes: data.toString("base64") },
    );
  }
  const { detail, clientId, requestId } = parts;
  const checked = checkClientEvent(detail);
  if (!checked.ok) return refused({ code: checked.reason, issues: checked.issues }, { event });
  const { eventType, schemaVersion } = checked;
  const named = {
    ...detail,
    accountNumber: clientId,
    ...(requestId !== undefined && { requestId }),
  };
  return {
    line: JSON.stringify({ ...event, resources: [], detail: named }),
    folder: [eventType, String(schemaVersion)],
  };
}
