import type { HistoryEvent, HistoryEventType } from "@aws-sdk/client-sfn";
import type { JournalRecord } from "./asl/journal.ts";
import type { JsonObject } from "./asl/json.ts";

const DATA = new Set([
  "input",
  "output",
  "parameters",
  "assignedVariables",
  "inputDetails",
  "outputDetails",
  "assignedVariablesDetails",
]);

/** The member of a history event that carries the details of an event type. */
function detailsMember(type: string): string {
  if (type.endsWith("StateEntered")) return "stateEnteredEventDetails";
  if (type.endsWith("StateExited")) return "stateExitedEventDetails";
  return `${type.charAt(0).toLowerCase()}${type.slice(1)}EventDetails`;
}

/** Details as far as a caller wants them: without the payloads when they are not included. */
export function visibleDetails(
  { details }: JournalRecord,
  includeExecutionData: boolean,
): JsonObject | undefined {
  if (details === undefined || includeExecutionData) return details;
  return Object.fromEntries(Object.entries(details).filter(([name]) => !DATA.has(name)));
}

/** A record of the journal as `GetExecutionHistory` shows it. */
export function historyEvent(record: JournalRecord, includeExecutionData: boolean): HistoryEvent {
  const details = visibleDetails(record, includeExecutionData);
  return {
    timestamp: new Date(record.atMs),
    // oxlint-disable-next-line typescript/consistent-type-assertions -- every event type the interpreter records is one of AWS's
    type: record.type as HistoryEventType,
    id: record.event?.id ?? 0,
    previousEventId: record.event?.previousEventId ?? 0,
    ...(details === undefined ? {} : { [detailsMember(record.type)]: details }),
  };
}
