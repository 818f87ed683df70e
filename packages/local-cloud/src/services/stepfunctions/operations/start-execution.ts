import { randomUUID } from "node:crypto";
import type { CallContext } from "../../../service.ts";
import { asStateMachineArn, executionArn } from "../arns.ts";
import { executionAlreadyExists } from "../errors.ts";
import type { ExecutionRecord } from "../execution-store.ts";
import type { Run } from "../runner.ts";
import { newExecution } from "../start.ts";
import type { StatesOperation, StepFunctionsState } from "../state.ts";
import { announceStatus } from "../status-change.ts";

const NAME_REUSE_MS = 90 * 24 * 3_600_000; // "names must be unique for 90 days"; StartExecution

type Context = CallContext<StepFunctionsState>;

/**
 * The execution that already has this name: a repeated call with the same input is answered with
 * it while it runs.
 */
function sameExecution({ record }: Run, { state, cloud }: Context): ExecutionRecord | undefined {
  const known = state.executions.find(record.arn);
  if (known === undefined) return undefined;
  if (known.status === "RUNNING" && known.input === record.input) return known;
  const stoppedAtMs = known.stoppedAtMs ?? Number.POSITIVE_INFINITY;
  if (cloud.clock.now() - stoppedAtMs <= NAME_REUSE_MS) throw executionAlreadyExists(record.arn);
  state.executions.delete(record.arn);
  return undefined;
}

function startStandard(run: Run, ctx: Context): ExecutionRecord {
  const { executions, runner } = ctx.state;
  const known = sameExecution(run, ctx);
  if (known !== undefined) return known;
  ctx.cloud.store.transaction(() => {
    executions.put(run.record, run.definition);
    announceStatus(ctx.cloud, run.record);
  });
  void runner.start(run);
  return run.record;
}

/** An express execution is stored until it ends, so that a crash only makes it run again. */
function startExpress(run: Run, ctx: Context): ExecutionRecord {
  const { express, runner } = ctx.state;
  express.put(run.record.arn, run);
  void runner.runExpress(run, express);
  return run.record;
}

/**
 * Starts an execution and does not wait for it.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html
 */
export const startExecution: StatesOperation<"StartExecution"> = (input, ctx) => {
  const machine = ctx.state.machines.get(asStateMachineArn(input.stateMachineArn));
  const isExpress = machine.type === "EXPRESS";
  const expressId = isExpress ? { expressId: randomUUID() } : {};
  const run = newExecution(machine, input, {
    nowMs: ctx.cloud.clock.now(),
    arnOf: (name) => executionArn(ctx.cloud.config, { machine: machine.name, name, ...expressId }),
  });
  const record = isExpress ? startExpress(run, ctx) : startStandard(run, ctx);
  return { executionArn: record.arn, startDate: new Date(record.startedAtMs) };
};
