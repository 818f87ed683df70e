import { limitExceeded } from "./errors.ts";
import type { KinesisState } from "./kinesis-state.ts";
import { isOpen } from "./stream.ts";

/** The open shards that an account may have in provisioned streams: the least that a region grants. */
export const SHARD_LIMIT = 1000;

/** The streams in on-demand mode that an account may have in a region, by default. */
export const MAX_ON_DEMAND_STREAMS = 50;

/** The open shards of provisioned streams. */
export function openShards({ streams }: KinesisState): number {
  const provisioned = streams.list().filter(({ mode }) => mode === "PROVISIONED");
  return provisioned.reduce((sum, { shards }) => sum + shards.filter(isOpen).length, 0);
}

/** @throws {AwsError} LimitExceededException: with `more` shards there would be too many. */
export function checkShardQuota(state: KinesisState, more: number): void {
  const count = openShards(state);
  if (count + more <= SHARD_LIMIT) return;
  const { accountId, region } = state;
  throw limitExceeded(
    `This request would exceed the shard limit for the account ${accountId} in ${region}. ` +
      `Current shard count for the account: ${count}. Limit: ${SHARD_LIMIT}. Number of additional ` +
      `shards that would have resulted from this request: ${more}. Refer to the AWS Service Limits ` +
      "page (http://docs.aws.amazon.com/general/latest/gr/aws_service_limits.html) for current " +
      "limits and how to request higher limits.",
  );
}
