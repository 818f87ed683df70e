import type { EnhancedMonitoringOutput, MetricsName } from "@aws-sdk/client-kinesis";
import { required } from "../constraints.ts";
import { validationError } from "../errors.ts";
import { findStream, type StreamReference } from "../find-stream.ts";
import type { KinesisState } from "../kinesis-state.ts";
import { SHARD_METRICS, type ShardMetric } from "../stream.ts";
import type { KinesisOperation } from "./operation.ts";

/**
 * Which metrics are wanted is stored; none are written.
 *
 * @see https://docs.aws.amazon.com/kinesis/latest/APIReference/API_EnableEnhancedMonitoring.html
 */
export const enableEnhancedMonitoring: KinesisOperation<"EnableEnhancedMonitoring"> = (
  input,
  { state },
) => change(state, input, (current, named) => new Set([...current, ...named]));

/** @see https://docs.aws.amazon.com/kinesis/latest/APIReference/API_DisableEnhancedMonitoring.html */
export const disableEnhancedMonitoring: KinesisOperation<"DisableEnhancedMonitoring"> = (
  input,
  { state },
) => change(state, input, (current, named) => current.difference(named));

type Metrics = ReadonlySet<ShardMetric>;

function change(
  state: KinesisState,
  input: StreamReference & { readonly ShardLevelMetrics?: MetricsName[] | undefined },
  combine: (current: Metrics, named: Metrics) => Metrics,
): EnhancedMonitoringOutput {
  const { stream } = findStream(state, input);
  const named = new Set(metricsIn(required(input.ShardLevelMetrics, "ShardLevelMetrics")));
  const desired = [...combine(new Set(stream.shardLevelMetrics), named)];
  state.streams.save({ ...stream, shardLevelMetrics: desired });
  return {
    StreamName: stream.name,
    StreamARN: stream.arn,
    CurrentShardLevelMetrics: [...stream.shardLevelMetrics],
    DesiredShardLevelMetrics: desired,
  };
}

function metricsIn(names: readonly MetricsName[]): ShardMetric[] {
  if (names.includes("ALL")) return [...SHARD_METRICS];
  return names.map((name) => {
    const metric = SHARD_METRICS.find((one) => one === name);
    if (metric !== undefined) return metric;
    throw validationError(
      `Value '[${names.join(", ")}]' at 'shardLevelMetrics' failed to satisfy constraint: Member must satisfy constraint: [Member must satisfy enum value set: [${SHARD_METRICS.join(", ")}, ALL]]`,
    );
  });
}
