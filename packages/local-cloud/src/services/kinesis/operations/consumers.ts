import type * as Kinesis from "@aws-sdk/client-kinesis";
import * as z from "zod";
import { checkConstraints, required } from "../constraints.ts";
import type { Consumer } from "../consumer-store.ts";
import { invalidArgument, limitExceeded, resourceInUse } from "../errors.ts";
import { findConsumer } from "../find-consumer.ts";
import { findStream, isOtherStream } from "../find-stream.ts";
import { formatNextToken, parseNextToken } from "../next-token.ts";
import { checkTags } from "../tags.ts";
import type { KinesisOperation } from "./operation.ts";

const MAX_CONSUMERS = 20; // per stream
const PAGE = 100;

/**
 * The consumer is active at once.
 *
 * @see https://docs.aws.amazon.com/kinesis/latest/APIReference/API_RegisterStreamConsumer.html
 */
export const registerStreamConsumer: KinesisOperation<"RegisterStreamConsumer"> = (
  input,
  { state },
) => {
  checkConstraints(input);
  const name = required(input.ConsumerName, "ConsumerName");
  const { stream } = findStream(state, { StreamARN: input.StreamARN });
  const tags = input.Tags ?? {};
  checkTags(name, tags, state);
  if (state.consumers.find(stream, name) !== undefined) {
    throw resourceInUse(
      `Consumer ${name} under stream ${stream.name} already exists for account ${state.accountId}.`,
    );
  }
  if (state.consumers.list(stream).length >= MAX_CONSUMERS) {
    throw limitExceeded(
      `You have reached the maximum number of registered consumers for stream ${stream.name} under account ${state.accountId}: ${MAX_CONSUMERS}.`,
    );
  }
  const createdAt = state.clock.now();
  const arn = `${stream.arn}/consumer/${name}:${Math.floor(createdAt / 1000)}`;
  const consumer = { name, arn, createdAt, tags };
  state.consumers.save(stream, consumer);
  return { Consumer: { ...describe(consumer), ConsumerStatus: "CREATING" } };
};

/** @see https://docs.aws.amazon.com/kinesis/latest/APIReference/API_DescribeStreamConsumer.html */
export const describeStreamConsumer: KinesisOperation<"DescribeStreamConsumer"> = (
  input,
  { state },
) => {
  const { stream, consumer } = findConsumer(state, input);
  return { ConsumerDescription: { ...describe(consumer), StreamARN: stream.arn } };
};

/** @see https://docs.aws.amazon.com/kinesis/latest/APIReference/API_DeregisterStreamConsumer.html */
export const deregisterStreamConsumer: KinesisOperation<"DeregisterStreamConsumer"> = (
  input,
  { state },
) => {
  const { stream, consumer } = findConsumer(state, input);
  state.consumers.delete(stream, consumer.name);
  return {};
};

/** @see https://docs.aws.amazon.com/kinesis/latest/APIReference/API_ListStreamConsumers.html */
export const listStreamConsumers: KinesisOperation<"ListStreamConsumers"> = (input, { state }) => {
  checkConstraints(input);
  const { StreamARN, NextToken, StreamCreationTimestamp } = input;
  const { stream } = findStream(state, { StreamARN });
  if (NextToken !== undefined && StreamCreationTimestamp !== undefined) {
    throw invalidArgument("NextToken and StreamCreationTimestamp cannot be provided together.");
  }
  if (isOtherStream(stream, StreamCreationTimestamp)) return { Consumers: [] };
  const now = state.clock.now();
  const after = NextToken === undefined ? "" : parseNextToken(NextToken, z.string(), now);
  const consumers = state.consumers.list(stream).filter(({ name }) => name > after);
  const page = consumers.slice(0, Math.min(input.MaxResults ?? PAGE, PAGE));
  const last = page.length < consumers.length ? page.at(-1) : undefined;
  return {
    Consumers: page.map(describe),
    ...(last !== undefined && { NextToken: formatNextToken(last.name, now) }),
  };
};

function describe({ name, arn, createdAt }: Consumer): Kinesis.Consumer {
  return {
    ConsumerName: name,
    ConsumerARN: arn,
    ConsumerStatus: "ACTIVE",
    ConsumerCreationTimestamp: new Date(createdAt),
  };
}
