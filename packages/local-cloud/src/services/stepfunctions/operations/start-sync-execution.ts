import { randomUUID } from "node:crypto";
import { AwsError } from "../../../errors.ts";
import { asStateMachineArn, executionArn } from "../arns.ts";
import type { ExecutionOutcome } from "../asl/execution.ts";
import { wrongType } from "../errors.ts";
import { newExecution } from "../start.ts";
import type { StatesOperation } from "../state.ts";

const BILLED_MEMORY_MB = 64; // smallest unit of express billing
const BILLED_UNIT_MS = 100;

/** How an express workflow ended; it has no `ABORTED`. */
function endOf(outcome: ExecutionOutcome) {
  if (outcome.status === "SUCCEEDED") {
    const { status, output } = outcome;
    return { status, output, outputDetails: { included: true } };
  }
  if (outcome.status === "SUSPENDED") {
    throw new AwsError("ServiceUnavailable", "The local cloud is stopping", { status: 503 });
  }
  const { status, error = "States.Aborted", cause = "" } = outcome;
  return { status: status === "TIMED_OUT" ? status : ("FAILED" as const), error, cause };
}

/**
 * Runs an express workflow and answers its end.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartSyncExecution.html
 */
export const startSyncExecution: StatesOperation<"StartSyncExecution"> = async (input, ctx) => {
  const machine = ctx.state.machines.get(asStateMachineArn(input.stateMachineArn));
  if (machine.type !== "EXPRESS") throw wrongType();
  const { config, clock } = ctx.cloud;
  const run = newExecution(machine, input, {
    nowMs: clock.now(),
    arnOf: (name) => executionArn(config, { machine: machine.name, name, expressId: randomUUID() }),
  });
  const { record } = run;
  const ending = ctx.state.runner.start(run);
  // A caller that waits must not hold up the end of the cloud.
  const suspend = (): void => ctx.state.runner.find(record.arn)?.suspend();
  ctx.cloud.stopping.addEventListener("abort", suspend, { once: true });
  const end = endOf(await ending);
  ctx.cloud.stopping.removeEventListener("abort", suspend);
  const stoppedAtMs = clock.now();
  const units = Math.max(1, Math.ceil((stoppedAtMs - record.startedAtMs) / BILLED_UNIT_MS));
  return {
    executionArn: record.arn,
    stateMachineArn: machine.arn,
    name: record.name,
    startDate: new Date(record.startedAtMs),
    stopDate: new Date(stoppedAtMs),
    ...end,
    input: record.input,
    inputDetails: { included: true },
    billingDetails: {
      billedMemoryUsedInMB: BILLED_MEMORY_MB,
      billedDurationInMilliseconds: units * BILLED_UNIT_MS,
    },
  };
};
