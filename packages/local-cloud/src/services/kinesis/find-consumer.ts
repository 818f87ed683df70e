import { checkConstraints } from "./constraints.ts";
import type { Consumer } from "./consumer-store.ts";
import { invalidArgument, resourceNotFound } from "./errors.ts";
import { findStream } from "./find-stream.ts";
import type { KinesisState } from "./kinesis-state.ts";
import type { Stream } from "./stream.ts";

/** How a request names a consumer. */
export interface ConsumerReference {
  readonly ConsumerARN?: string | undefined;
  readonly ConsumerName?: string | undefined;
  readonly StreamARN?: string | undefined;
}

/** A consumer with its stream. */
export interface FoundConsumer {
  readonly stream: Stream;
  readonly consumer: Consumer;
}

/**
 * Finds the consumer of a request.
 *
 * @throws {AwsError} InvalidArgumentException: it is not named; ResourceNotFoundException.
 */
export function findConsumer(state: KinesisState, input: ConsumerReference): FoundConsumer {
  checkConstraints(input);
  const { ConsumerARN, ConsumerName, StreamARN } = input;
  if (ConsumerARN !== undefined) return consumerByArn(state, ConsumerARN);
  if (StreamARN === undefined || ConsumerName === undefined) {
    throw invalidArgument("Either ConsumerARN, or both StreamARN and ConsumerName are required.");
  }
  const { stream } = findStream(state, { StreamARN });
  const consumer = state.consumers.find(stream, ConsumerName);
  if (consumer !== undefined) return { stream, consumer };
  throw resourceNotFound(`Consumer ${ConsumerName}, account ${state.accountId} not found.`);
}

/** @throws {AwsError} ResourceNotFoundException. */
export function consumerByArn(state: KinesisState, arn: string): FoundConsumer {
  const [StreamARN = "", rest = ""] = arn.split("/consumer/");
  const name = StreamARN.slice(StreamARN.indexOf("/") + 1);
  const stream = state.streams.find(name)?.stream;
  const consumer = stream && state.consumers.find(stream, rest.split(":")[0] ?? "");
  if (stream !== undefined && consumer?.arn === arn) return { stream, consumer };
  throw resourceNotFound(`Consumer ${arn}, account ${state.accountId} not found.`);
}
