import { setImmediate as nextTurn } from "node:timers/promises";
import { createClock } from "./clock.ts";
import { describeDiagnostics } from "./services/stepfunctions/asl/diagnostics.ts";
import { StateError } from "./services/stepfunctions/asl/errors.ts";
import { Execution, type ExecutionOutcome } from "./services/stepfunctions/asl/execution.ts";
import { MemoryJournal } from "./services/stepfunctions/asl/journal.ts";
import type { Json } from "./services/stepfunctions/asl/json.ts";
import { parseDefinition } from "./services/stepfunctions/asl/parse-definition.ts";
import type { TaskCall } from "./services/stepfunctions/asl/runtime.ts";
import { readToken } from "./services/stepfunctions/asl/task-callback.ts";

export type { ExecutionOutcome, Json };

/** An error that a state machine's `Retry` and `Catch` match by its name: `Rekognition.ThrottlingException`. */
export { StateError };

const NOON = Date.UTC(2026, 0, 15, 12);
const STEP_MS = 1000;

/** One execution of a state machine, with the services it calls played by the test. */
export interface TestExecution {
  /** Ends up in `$$.Execution.Id` and `$$.Execution.Name`. */
  readonly name: string;
  readonly input: Json;
  /** Answers a task: `aws-sdk:s3:headObject` with its parameters. Throws {@link StateError} to fail it. */
  readonly call: (resource: string, parameters: Json) => Promise<Json>;
  /** What a task that waits for its token is told, once it was called; undefined: nobody answers. */
  readonly answer?: (resource: string, parameters: Json) => Promise<Json | undefined>;
}

function nameOf({ resource }: TaskCall): string {
  return resource.kind === "service"
    ? `${resource.resourceType}:${resource.resource}`
    : resource.arn;
}

/**
 * Runs a definition to its end, without a cloud. Waits and back-offs take no real time: the execution's
 * clock moves on whenever nothing is being called.
 *
 * @throws {Error} when the definition does not hold.
 */
export async function runStateMachine(
  definition: Json,
  { name, input, call, answer }: TestExecution,
): Promise<ExecutionOutcome> {
  const parsed = parseDefinition(JSON.stringify(definition), "STANDARD");
  if ("diagnostics" in parsed) throw new Error(describeDiagnostics(parsed.diagnostics));
  const clock = createClock({ pace: "manual", startMs: NOON });
  const StartTime = new Date(NOON).toISOString();
  let inFlight = 0;
  const execution = new Execution(parsed.machine, {
    input,
    executionArn: name,
    roleArn: "arn:aws:iam::000000000000:role/machine",
    region: "eu-west-1",
    seed: name,
    context: {
      Execution: { Id: name, Name: name, Input: input, StartTime },
      StateMachine: { Id: "machine", Name: "machine" },
    },
    integrations: {
      call: async (request) => {
        inFlight += 1;
        try {
          const result = await call(nameOf(request), request.payload);
          const task = readToken(request.token ?? "", () => name);
          const output = task && (await answer?.(nameOf(request), request.payload));
          if (task !== undefined && output !== undefined) execution.settle(task.key, { output });
          return result;
        } finally {
          inFlight -= 1;
        }
      },
      join: () => Promise.reject(new StateError("Test.NoJobs", "the test plays no jobs")),
    },
    clock,
    journal: new MemoryJournal(),
  });
  const progress: { outcome?: ExecutionOutcome } = {};
  const run = execution.run().then((outcome) => {
    progress.outcome = outcome;
    return outcome;
  });
  while (progress.outcome === undefined) {
    await nextTurn();
    if (inFlight === 0) await clock.advance(STEP_MS);
  }
  return run;
}
