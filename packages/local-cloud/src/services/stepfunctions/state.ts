import type * as Sfn from "@aws-sdk/client-sfn";
import type { Operation, OperationName } from "../../service.ts";
import type { Collection } from "../../store/collection.ts";
import type { ExecutionStore } from "./execution-store.ts";
import type { ExecutionLogs } from "./logging.ts";
import type { MachineStore } from "./machine-store.ts";
import type { Run, Runner } from "./runner.ts";

/** Everything that Step Functions keeps. */
export interface StepFunctionsState {
  readonly machines: MachineStore;
  readonly executions: ExecutionStore;
  /** Express executions that have not ended: run again from the start after a crash. */
  readonly express: Collection<Run>;
  readonly runner: Runner;
  readonly logs: ExecutionLogs;
  /** Resolves once the executions of an earlier run have been taken up. */
  readonly resumed: PromiseWithResolvers<void>;
}

/** An operation of Step Functions. */
export type StatesOperation<O extends OperationName<typeof Sfn>> = Operation<
  typeof Sfn,
  O,
  StepFunctionsState
>;
