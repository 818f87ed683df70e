import { createClock } from "../../../clock.ts";
import { describeDiagnostics } from "./diagnostics.ts";
import { StateError } from "./errors.ts";
import { Execution, type ExecutionOutcome } from "./execution.ts";
import { type JournalRecord, MemoryJournal } from "./journal.ts";
import type { Json, JsonObject } from "./json.ts";
import { parseDefinition } from "./parse-definition.ts";
import type { Integrations, TaskCall } from "./runtime.ts";

/** 1 January 2026, noon UTC: when every test execution starts. */
export const NOON = Date.UTC(2026, 0, 1, 12);
export const FUNCTION_ARN = "arn:aws:lambda:eu-west-1:000000000000:function:work";

export interface TestRun {
  readonly execution: Execution;
  readonly journal: MemoryJournal;
  readonly outcome: Promise<ExecutionOutcome>;
  readonly events: () => readonly JournalRecord[];
}

interface Setup {
  readonly input?: Json;
  readonly call?: (call: TaskCall) => Promise<Json> | Json;
  readonly join?: (call: TaskCall, submitted: Json) => Promise<Json> | Json;
  readonly clock?: ReturnType<typeof createClock>;
  readonly journal?: MemoryJournal;
  readonly timeoutSeconds?: number;
  readonly maxEvents?: number;
}

function refuse(): never {
  throw new StateError("Test.NoIntegration", "the test gives none");
}

function integrationsOf({ call, join }: Setup): Integrations {
  return {
    call: async (request) => (call ?? refuse)(request),
    join: async (request, submitted) => (join ?? refuse)(request, submitted),
  };
}

/** Starts an execution of `definition` on a manual clock. */
export function start(definition: Json, setup: Setup = {}): TestRun {
  const parsed = parseDefinition(JSON.stringify(definition), "STANDARD");
  if ("diagnostics" in parsed) throw new Error(describeDiagnostics(parsed.diagnostics));
  const journal = setup.journal ?? new MemoryJournal();
  const input = setup.input ?? {};
  const execution = new Execution(parsed.machine, {
    input,
    executionArn: "arn:aws:states:eu-west-1:000000000000:execution:machine:run",
    roleArn: "arn:aws:iam::000000000000:role/machine",
    region: "eu-west-1",
    seed: "seed",
    context: {
      Execution: { Id: "run", Input: input, Name: "run" },
      StateMachine: { Id: "machine", Name: "machine" },
    },
    integrations: integrationsOf(setup),
    clock: setup.clock ?? createClock({ pace: "manual", startMs: NOON }),
    journal,
    ...(setup.timeoutSeconds === undefined ? {} : { timeoutSeconds: setup.timeoutSeconds }),
    ...(setup.maxEvents === undefined ? {} : { maxEvents: setup.maxEvents }),
  });
  const outcome = execution.run();
  const events = () => journal.records().filter(({ event }) => event !== undefined);
  return { execution, journal, outcome, events };
}

/** Runs a machine that needs no time to its end and answers its output. */
export async function outputOf(definition: Json, setup: Setup = {}): Promise<Json> {
  const outcome = await start(definition, setup).outcome;
  if (outcome.status !== "SUCCEEDED") throw new Error(JSON.stringify(outcome));
  return JSON.parse(outcome.output);
}

/** A machine of one state, `A`. */
export function only(state: JsonObject): JsonObject {
  return { StartAt: "A", States: { A: { ...state, End: true } } };
}
