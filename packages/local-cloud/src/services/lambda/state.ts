import type * as Lambda from "@aws-sdk/client-lambda";
import type { CallContext, Operation, OperationName } from "../../service.ts";
import type { FunctionRuntime } from "../../runtime/function-runtime.ts";
import type { AsyncInvoker } from "./async-invoke.ts";
import type { EventSources } from "./event-sources/event-sources.ts";
import type { Executor } from "./executor.ts";
import type { Registry } from "./registry.ts";

/** What the Lambda plugin keeps. */
export interface LambdaState {
  readonly registry: Registry;
  readonly runtime: FunctionRuntime;
  readonly executor: Executor;
  readonly asyncInvoker: AsyncInvoker;
  readonly eventSources: EventSources;
}

/** One operation of this service. */
export type LambdaOperation<O extends OperationName<typeof Lambda>> = Operation<
  typeof Lambda,
  O,
  LambdaState
>;

/** The context of a call to this service. */
export type LambdaContext = CallContext<LambdaState>;
