import {
  paginateGetExecutionHistory,
  paginateListExecutions,
  type HistoryEvent,
  type SFNClient,
} from "@aws-sdk/client-sfn";
import * as z from "zod";
import { inParallel } from "./in-parallel.ts";

const PAGE = 1000;
const READS_AT_ONCE = 8;

/** One attempt of a task: when it began, and how it ended if it has. */
export interface Attempt {
  /** Such as `detectLabels`. */
  readonly action: string;
  /** Milliseconds since the Unix epoch. */
  readonly scheduledAtMs: number;
  readonly endedAtMs?: number;
  /** The error's name; none when it succeeded. */
  readonly error?: string;
}

/** One execution of the workflow. */
export interface Run {
  readonly key: string;
  /** Which upload it is about. */
  readonly sequencer: string;
  readonly status: string;
  readonly attempts: readonly Attempt[];
}

const Input = z.object({
  detail: z.object({ object: z.object({ key: z.string(), sequencer: z.string() }) }),
});

/** How many executions there are, and how many of them have not ended. */
export async function countRuns(states: SFNClient, stateMachineArn: string) {
  const all = await listRuns(states, stateMachineArn);
  return { all: all.length, running: all.filter(({ status }) => status === "RUNNING").length };
}

/** Every execution with its attempts, from its history. */
export async function readRuns(states: SFNClient, stateMachineArn: string): Promise<Run[]> {
  const executions = await listRuns(states, stateMachineArn);
  return inParallel(READS_AT_ONCE, executions, async ({ executionArn, status = "" }) => {
    const events: HistoryEvent[] = [];
    const pages = paginateGetExecutionHistory({ client: states, pageSize: PAGE }, { executionArn });
    for await (const { events: page = [] } of pages) events.push(...page);
    const input = events[0]?.executionStartedEventDetails?.input ?? "{}";
    const { detail } = Input.parse(JSON.parse(input));
    return { ...detail.object, status, attempts: attemptsOf(events) };
  });
}

async function listRuns(states: SFNClient, stateMachineArn: string) {
  const pages = paginateListExecutions({ client: states, pageSize: PAGE }, { stateMachineArn });
  const all = [];
  for await (const { executions = [] } of pages) all.push(...executions);
  return all;
}

/** The attempts in a history, each with the event that ended it. */
export function attemptsOf(events: readonly HistoryEvent[]): Attempt[] {
  const byId = new Map(events.map((event) => [event.id, event]));
  const ends = new Map<HistoryEvent, HistoryEvent>();
  for (const event of events) {
    if (!/^Task(?:Succeeded|Failed|TimedOut|SubmitFailed)$/u.test(event.type ?? "")) continue;
    let first: HistoryEvent | undefined = event;
    while (first !== undefined && first.type !== "TaskScheduled") {
      first = byId.get(first.previousEventId);
    }
    if (first !== undefined) ends.set(first, event);
  }
  return events
    .filter(({ type }) => type === "TaskScheduled")
    .map((event) => ({
      action: event.taskScheduledEventDetails?.resource ?? "",
      scheduledAtMs: Number(event.timestamp),
      ...endOf(ends.get(event)),
    }));
}

function endOf(end: HistoryEvent | undefined): Pick<Attempt, "endedAtMs" | "error"> {
  if (end === undefined) return {};
  const endedAtMs = Number(end.timestamp);
  const failure =
    end.taskFailedEventDetails ?? end.taskTimedOutEventDetails ?? end.taskSubmitFailedEventDetails;
  return failure?.error === undefined ? { endedAtMs } : { endedAtMs, error: failure.error };
}
