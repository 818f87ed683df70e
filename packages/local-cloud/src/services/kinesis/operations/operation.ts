import type * as Kinesis from "@aws-sdk/client-kinesis";
import type { Operation, OperationName } from "../../../service.ts";
import type { KinesisState } from "../kinesis-state.ts";

/** An operation of Kinesis Data Streams. */
export type KinesisOperation<O extends OperationName<typeof Kinesis>> = Operation<
  typeof Kinesis,
  O,
  KinesisState
>;
