import { invalidArgument } from "./errors.ts";
import { consumerByArn } from "./find-consumer.ts";
import { findStream } from "./find-stream.ts";
import type { KinesisState } from "./kinesis-state.ts";

/** What streams and consumers have in common. */
export interface Resource {
  readonly name: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly policy: string | undefined;
  saveTags(tags: Readonly<Record<string, string>>): void;
  /** `undefined` takes it away. */
  savePolicy(policy: string | undefined): void;
}

/**
 * The stream or consumer that an ARN names.
 *
 * @throws {AwsError} ResourceNotFoundException; InvalidArgumentException: the ARN of something else.
 */
export function findResource(state: KinesisState, arn: string): Resource {
  if (!/^arn:aws[\w-]*:kinesis:[^:]*:\d{12}:stream\//.test(arn)) {
    throw invalidArgument(`Invalid ResourceARN: ${arn}`);
  }
  return arn.includes("/consumer/") ? consumerResource(state, arn) : streamResource(state, arn);
}

function streamResource(state: KinesisState, StreamARN: string): Resource {
  const { policy, ...stream } = findStream(state, { StreamARN }).stream;
  return {
    ...stream,
    policy,
    saveTags: (tags) => state.streams.save({ ...stream, ...present(policy), tags }),
    savePolicy: (next) => state.streams.save({ ...stream, ...present(next) }),
  };
}

function consumerResource(state: KinesisState, arn: string): Resource {
  const found = consumerByArn(state, arn);
  const { policy, ...consumer } = found.consumer;
  return {
    ...consumer,
    policy,
    saveTags: (tags) =>
      state.consumers.save(found.stream, { ...consumer, ...present(policy), tags }),
    savePolicy: (next) => state.consumers.save(found.stream, { ...consumer, ...present(next) }),
  };
}

function present(policy: string | undefined): { policy?: string } {
  return policy === undefined ? {} : { policy };
}
