import { ConflictError, errorKind } from "@blueprints/lambda-kit/errors";
import { createMetrics, invocationLog, publishMetrics } from "@blueprints/lambda-kit/observe";
import { taskErrors, taskInput, taskOutput } from "@blueprints/lambda-kit/task";
import middy from "@middy/core";
import type { Step } from "./domain/process.ts";
import { StepInput, StepOutput } from "./schemas/process.ts";

/** The steps of one participant: each gets the workflow's input, and may tell something back. */
export type Steps = Partial<Record<Step, (input: StepInput) => Promise<StepOutput | void>>>;

// The airline example's names of what is counted.
const COUNTED: Readonly<Partial<Record<Step, string>>> = {
  collectPayment: "Payment",
  refundPayment: "Refund",
  notifyConfirmed: "Notification",
  notifyFailed: "Notification",
};

function failIfAsked(input: StepInput, when: "before" | "after"): void {
  const { fault, step } = input;
  if (fault?.step !== step || fault.when !== when) return;
  throw new ConflictError("InjectedFault", `${step} was to fail ${when} its write`);
}

/** Carries out one step; a fault that was asked for strikes only where `faults` allows it. */
export async function runStep(
  steps: Steps,
  input: StepInput,
  faults: boolean,
): Promise<StepOutput> {
  const run = steps[input.step];
  if (run === undefined) throw new Error(`${input.step} is no step of this function`);
  if (faults) failIfAsked(input, "before");
  const output = await run(input);
  if (faults) failIfAsked(input, "after");
  return output ?? {};
}

/** The function of a participant in the workflow. */
export function stepHandler(
  steps: Steps,
  {
    METRICS_NAMESPACE,
    FAULT_INJECTION,
  }: {
    readonly METRICS_NAMESPACE: string;
    readonly FAULT_INJECTION: "allowed" | "refused";
  },
) {
  const metrics = createMetrics(METRICS_NAMESPACE);
  const count = (prefix: string, step: Step, suffix = ""): void => {
    const name = COUNTED[step];
    if (name !== undefined) metrics.addMetric(`${prefix}${name}${suffix}`, "Count", 1);
  };
  return middy<unknown, unknown>()
    .use(invocationLog())
    .use(taskErrors())
    .use(publishMetrics(metrics))
    .use(taskOutput(StepOutput))
    .use(taskInput(StepInput))
    .handler(async (input) => {
      try {
        const output = await runStep(steps, input, FAULT_INJECTION === "allowed");
        count("Successful", input.step);
        return output;
      } catch (error) {
        const isOurs = errorKind(error) === "unavailable" || errorKind(error) === "defect";
        if (isOurs) count("Failed", input.step);
        else count("Invalid", input.step, "Request");
        throw error;
      }
    });
}
