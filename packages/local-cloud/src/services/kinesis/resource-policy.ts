import type { KinesisState } from "./kinesis-state.ts";

/** The policy of a stream or a consumer; `undefined` when there is no such thing. */
export function resourcePolicyOf(
  state: KinesisState,
  arn: string,
): { policy?: string } | undefined {
  const [streamArn = "", consumer] = arn.split("/consumer/");
  const stream = state.streams.find(streamArn.slice(streamArn.indexOf("/") + 1))?.stream;
  if (stream?.arn !== streamArn) return undefined;
  const found =
    consumer === undefined ? stream : state.consumers.find(stream, consumer.split(":")[0] ?? "");
  return found && (found.policy === undefined ? {} : { policy: found.policy });
}
