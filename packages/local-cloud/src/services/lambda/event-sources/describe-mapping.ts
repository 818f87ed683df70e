import type { EventSourceMappingConfiguration } from "@aws-sdk/client-lambda";
import { functionArn } from "../names.ts";
import type { LambdaState } from "../state.ts";
import type { MappingRecord } from "./mapping.ts";

/** Describes a mapping as the API answers it. */
export function describeMapping(
  mapping: MappingRecord,
  { registry, eventSources }: Pick<LambdaState, "registry" | "eventSources">,
): EventSourceMappingConfiguration {
  const { config } = registry;
  const { uuid, kind, maxConcurrency, onFailure } = mapping;
  return {
    UUID: uuid,
    EventSourceMappingArn: `arn:aws:lambda:${config.region}:${config.accountId}:event-source-mapping:${uuid}`,
    EventSourceArn: mapping.sourceArn,
    FunctionArn: functionArn(config, mapping.functionName, mapping.qualifier),
    BatchSize: mapping.batchSize,
    MaximumBatchingWindowInSeconds: mapping.windowSeconds,
    FunctionResponseTypes: mapping.reportsItemFailures ? ["ReportBatchItemFailures"] : [],
    FilterCriteria:
      mapping.filters.length === 0
        ? undefined
        : { Filters: mapping.filters.map((Pattern) => ({ Pattern })) },
    State: mapping.enabled ? "Enabled" : "Disabled",
    StateTransitionReason: "USER_INITIATED",
    LastModified: new Date(mapping.modifiedAt),
    ScalingConfig:
      maxConcurrency === undefined ? undefined : { MaximumConcurrency: maxConcurrency },
    ...(kind === "stream" && {
      StartingPosition: mapping.startingPosition,
      StartingPositionTimestamp:
        mapping.startAtMs === undefined ? undefined : new Date(mapping.startAtMs),
      ParallelizationFactor: mapping.parallelization,
      BisectBatchOnFunctionError: mapping.bisect,
      MaximumRetryAttempts: mapping.maxRetries,
      MaximumRecordAgeInSeconds: mapping.maxAgeSeconds,
      TumblingWindowInSeconds: 0,
      LastProcessingResult: eventSources.lastResult(uuid),
      DestinationConfig: {
        OnFailure: onFailure === undefined ? {} : { Destination: onFailure },
      },
    }),
  };
}
