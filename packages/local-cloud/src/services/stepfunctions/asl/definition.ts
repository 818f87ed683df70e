import * as z from "zod";
import type { Json, JsonObject } from "./json.ts";

const AnyJson = z.custom<Json>((value) => value !== undefined);
const AnyObject = z.custom<JsonObject>(
  (value) => typeof value === "object" && value !== null && !Array.isArray(value),
  "Expected value of type Object",
);
const Path = z.string();
const NullablePath = z.string().nullable();
const Expression = z.string();
const NumberOrExpression = z.union([z.number(), Expression]);

const MAX_SECONDS = 99_999_999; // about three years; Amazon States Language
const MAX_DELAY_SECONDS = 31_622_400; // 366 days

/** Which errors to try again, and when. */
export const Retrier = z.strictObject({
  Comment: z.string().optional(),
  ErrorEquals: z.array(z.string()).min(1),
  IntervalSeconds: z.int().min(1).max(MAX_SECONDS).optional(),
  MaxAttempts: z.int().min(0).max(MAX_SECONDS).optional(),
  BackoffRate: z.number().min(1).optional(),
  MaxDelaySeconds: z.int().min(1).max(MAX_DELAY_SECONDS).optional(),
  JitterStrategy: z.enum(["FULL", "NONE"]).optional(),
});
export type Retrier = z.infer<typeof Retrier>;

/** Which errors to handle, and where to go on. */
export const Catcher = z.strictObject({
  Comment: z.string().optional(),
  ErrorEquals: z.array(z.string()).min(1),
  Next: z.string(),
  ResultPath: NullablePath.optional(),
  Output: AnyJson.optional(),
  Assign: AnyObject.optional(),
});
export type Catcher = z.infer<typeof Catcher>;

const QueryLanguage = z.enum(["JSONPath", "JSONata"]);
/** The language that the fields of a state are written in. */
export type QueryLanguage = z.infer<typeof QueryLanguage>;

const common = {
  Comment: z.string().optional(),
  QueryLanguage: QueryLanguage.optional(),
  InputPath: NullablePath.optional(),
  OutputPath: NullablePath.optional(),
  Output: AnyJson.optional(),
};
const flow = { Next: z.string().optional(), End: z.boolean().optional() };
const assign = { Assign: AnyObject.optional() };
const result = { ResultPath: NullablePath.optional(), ResultSelector: AnyObject.optional() };
const handlers = {
  Retry: z.array(Retrier).optional(),
  Catch: z.array(Catcher).optional(),
};

const PassState = z.strictObject({
  Type: z.literal("Pass"),
  ...common,
  ...flow,
  ...assign,
  Parameters: AnyJson.optional(),
  Result: AnyJson.optional(),
  ResultPath: NullablePath.optional(),
});

const TaskState = z.strictObject({
  Type: z.literal("Task"),
  ...common,
  ...flow,
  ...assign,
  ...result,
  ...handlers,
  Resource: z.string().min(1),
  Parameters: AnyJson.optional(),
  Arguments: AnyJson.optional(),
  Credentials: AnyObject.optional(),
  TimeoutSeconds: NumberOrExpression.optional(),
  TimeoutSecondsPath: Path.optional(),
  HeartbeatSeconds: NumberOrExpression.optional(),
  HeartbeatSecondsPath: Path.optional(),
});

const ChoiceState = z.strictObject({
  Type: z.literal("Choice"),
  ...common,
  ...assign,
  Choices: z.array(AnyObject).min(1),
  Default: z.string().optional(),
});

const WaitState = z.strictObject({
  Type: z.literal("Wait"),
  ...common,
  ...flow,
  ...assign,
  Seconds: z.union([z.int().min(0).max(MAX_SECONDS), Expression]).optional(),
  SecondsPath: Path.optional(),
  Timestamp: z.string().optional(),
  TimestampPath: Path.optional(),
});

const SucceedState = z.strictObject({ Type: z.literal("Succeed"), ...common });

const FailState = z.strictObject({
  Type: z.literal("Fail"),
  Comment: z.string().optional(),
  QueryLanguage: QueryLanguage.optional(),
  Error: z.string().optional(),
  ErrorPath: Path.optional(),
  Cause: z.string().optional(),
  CausePath: Path.optional(),
});

const ParallelState = z.strictObject({
  Type: z.literal("Parallel"),
  ...common,
  ...flow,
  ...assign,
  ...result,
  ...handlers,
  Parameters: AnyJson.optional(),
  Arguments: AnyJson.optional(),
  Branches: z.array(z.lazy((): z.ZodType<Branch> => BranchSchema)).min(1),
});

const ItemBatcher = z.strictObject({
  MaxItemsPerBatch: NumberOrExpression.optional(),
  MaxItemsPerBatchPath: Path.optional(),
  MaxInputBytesPerBatch: NumberOrExpression.optional(),
  MaxInputBytesPerBatchPath: Path.optional(),
  BatchInput: AnyJson.optional(),
});

const MapState = z.strictObject({
  Type: z.literal("Map"),
  ...common,
  ...flow,
  ...assign,
  ...result,
  ...handlers,
  Parameters: AnyJson.optional(),
  Items: z.union([Expression, z.array(AnyJson)]).optional(),
  ItemsPath: Path.optional(),
  ItemSelector: AnyJson.optional(),
  ItemBatcher: ItemBatcher.optional(),
  ItemReader: AnyObject.optional(),
  ResultWriter: AnyObject.optional(),
  Label: z.string().max(40).optional(),
  MaxConcurrency: NumberOrExpression.optional(),
  MaxConcurrencyPath: Path.optional(),
  ToleratedFailureCount: NumberOrExpression.optional(),
  ToleratedFailureCountPath: Path.optional(),
  ToleratedFailurePercentage: NumberOrExpression.optional(),
  ToleratedFailurePercentagePath: Path.optional(),
  ItemProcessor: z.lazy((): z.ZodType<ItemProcessor> => ItemProcessorSchema).optional(),
  Iterator: z.lazy((): z.ZodType<ItemProcessor> => ItemProcessorSchema).optional(),
});

const State = z.discriminatedUnion("Type", [
  PassState,
  TaskState,
  ChoiceState,
  WaitState,
  SucceedState,
  FailState,
  ParallelState,
  MapState,
]);

/** A machine, branch or iteration: states, and the one to start at. */
export interface Branch {
  readonly Comment?: string | undefined;
  readonly QueryLanguage?: QueryLanguage | undefined;
  readonly StartAt: string;
  readonly States: Readonly<Record<string, State>>;
}

/** What a map state runs for each of its items. */
export interface ItemProcessor extends Branch {
  readonly ProcessorConfig?:
    | {
        readonly Mode?: "INLINE" | "DISTRIBUTED" | undefined;
        readonly ExecutionType?: "STANDARD" | "EXPRESS" | undefined;
      }
    | undefined;
}

const branch = {
  Comment: z.string().optional(),
  QueryLanguage: QueryLanguage.optional(),
  StartAt: z.string(),
  States: z.record(z.string(), State),
};
const BranchSchema = z.strictObject(branch);

const ItemProcessorSchema = z.strictObject({
  ...branch,
  ProcessorConfig: z
    .strictObject({
      Mode: z.enum(["INLINE", "DISTRIBUTED"]).optional(),
      ExecutionType: z.enum(["STANDARD", "EXPRESS"]).optional(),
    })
    .optional(),
});

/** The shape of a whole definition; what the shape cannot say is checked by `checkDefinition`. */
export const StateMachine = z.strictObject({
  ...branch,
  Version: z.string().optional(),
  TimeoutSeconds: z.int().min(1).max(MAX_SECONDS).optional(),
});
export type StateMachine = z.infer<typeof StateMachine>;

export type State = z.infer<typeof State>;
export type PassState = z.infer<typeof PassState>;
export type TaskState = z.infer<typeof TaskState>;
export type ChoiceState = z.infer<typeof ChoiceState>;
export type WaitState = z.infer<typeof WaitState>;
export type SucceedState = z.infer<typeof SucceedState>;
export type FailState = z.infer<typeof FailState>;
export type ParallelState = z.infer<typeof ParallelState>;
export type MapState = z.infer<typeof MapState>;
