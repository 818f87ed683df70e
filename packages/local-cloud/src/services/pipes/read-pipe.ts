import type * as Pipes from "@aws-sdk/client-pipes";
import { fail, NotEmulatedError } from "../../errors.ts";
import { present } from "../../present.ts";
import type { MappingRecord } from "../lambda/event-sources/mapping.ts";
import { compileFilters } from "../lambda/event-sources/record-filter.ts";
import { sourceKind, targetKind, type Pipe, type SourceKind } from "./pipe.ts";
import { isTemplate } from "./template.ts";

type StreamParameters = Pipes.PipeSourceKinesisStreamParameters;

const MAX_FILTERS = 5; // EventBridge Pipes quotas
const OPERATION = "pipes:CreatePipe";
const SOURCE_PARAMETERS = {
  sqs: "SqsQueueParameters",
  kinesis: "KinesisStreamParameters",
  dynamodb: "DynamoDBStreamParameters",
} as const;

/** Refuses a request. */
export function invalid(message: string): never {
  return fail("ValidationException", message);
}

/**
 * Checks a pipe, and reads how its source is to be polled.
 *
 * @throws {AwsError} `ValidationException`; `NotEmulated` for other sources, targets and enrichments.
 */
export function readPipe(pipe: Pipe): MappingRecord {
  const kind = sourceKind(pipe.source);
  if (kind === undefined) throw new NotEmulatedError(OPERATION, `source ${pipe.source}`);
  checkTarget(pipe);
  const parameters = pipe.sourceParameters ?? {};
  for (const [name, value] of Object.entries(parameters)) {
    const isKnown = name === "FilterCriteria" || name === SOURCE_PARAMETERS[kind];
    if (value !== undefined && !isKnown) invalid(`${name} does not fit the source ${pipe.source}.`);
  }
  const filters = readFilters(parameters.FilterCriteria);
  const own =
    kind === "sqs" ? readQueue(parameters.SqsQueueParameters) : readStream(kind, parameters);
  return {
    uuid: pipe.id,
    sourceArn: pipe.source,
    functionName: `${pipe.accountId}/${pipe.name}`,
    enabled: pipe.isRunning,
    reportsItemFailures: true,
    filters,
    modifiedAt: pipe.modifiedAt,
    ...own,
  };
}

function checkTarget({ target, targetParameters, enrichment, enrichmentParameters }: Pipe): void {
  const kind = targetKind(target);
  if (kind === undefined) throw new NotEmulatedError(OPERATION, `target ${target}`);
  if (enrichment !== undefined && targetKind(enrichment) !== "lambda") {
    throw new NotEmulatedError(OPERATION, `enrichment ${enrichment}`);
  }
  if (kind === "kinesis" && targetParameters?.KinesisStreamParameters === undefined) {
    invalid("KinesisStreamParameters.PartitionKey is required for a stream as target.");
  }
  checkTemplate(targetParameters);
  checkTemplate(enrichmentParameters);
}

function checkTemplate(
  given: Pick<Pipes.PipeEnrichmentParameters, "InputTemplate" | "HttpParameters"> | undefined,
): void {
  if (given?.HttpParameters !== undefined) {
    throw new NotEmulatedError(OPERATION, "HttpParameters");
  }
  if (given?.InputTemplate !== undefined && !isTemplate(given.InputTemplate)) {
    invalid("InputTemplate is not valid.");
  }
}

function readFilters(criteria: Pipes.FilterCriteria | undefined): string[] {
  const filters = (criteria?.Filters ?? []).map(({ Pattern = "" }) => Pattern);
  if (filters.length > MAX_FILTERS) invalid(`A pipe has at most ${MAX_FILTERS} filters.`);
  compileFilters(filters);
  return filters;
}

function whole(name: string, value: number, [least, most]: readonly [number, number]): number {
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  return invalid(`${name} must be between ${least} and ${most}.`);
}

function readQueue(given: Pipes.PipeSourceSqsQueueParameters | undefined) {
  return {
    kind: "queue" as const,
    batchSize: whole("BatchSize", given?.BatchSize ?? 10, [1, 10_000]),
    windowSeconds: readWindow(given),
  };
}

function readWindow(given: { MaximumBatchingWindowInSeconds?: number | undefined } | undefined) {
  const seconds = given?.MaximumBatchingWindowInSeconds ?? 0;
  return whole("MaximumBatchingWindowInSeconds", seconds, [0, 300]);
}

function readStream(kind: Exclude<SourceKind, "sqs">, all: Pipes.PipeSourceParameters) {
  const given: StreamParameters | undefined =
    kind === "kinesis" ? all.KinesisStreamParameters : all.DynamoDBStreamParameters;
  if (given?.StartingPosition === undefined) return invalid("StartingPosition is required.");
  return {
    kind: "stream" as const,
    batchSize: whole("BatchSize", given.BatchSize ?? 100, [1, 10_000]),
    windowSeconds: readWindow(given),
    startingPosition: given.StartingPosition,
    bisect: given.OnPartialBatchItemFailure === "AUTOMATIC_BISECT",
    ...readLimits(given),
  };
}

function readLimits(given: StreamParameters) {
  const { StartingPositionTimestamp: at } = given;
  if ((given.StartingPosition === "AT_TIMESTAMP") !== (at !== undefined)) {
    invalid("StartingPositionTimestamp goes with AT_TIMESTAMP, and only with it.");
  }
  return {
    parallelization: whole("ParallelizationFactor", given.ParallelizationFactor ?? 1, [1, 10]),
    maxRetries: whole("MaximumRetryAttempts", given.MaximumRetryAttempts ?? -1, [-1, 10_000]),
    maxAgeSeconds: whole(
      "MaximumRecordAgeInSeconds",
      given.MaximumRecordAgeInSeconds ?? -1,
      [-1, 604_800],
    ),
    ...present({
      onFailure: given.DeadLetterConfig?.Arn,
      startAtMs: at && new Date(at).getTime(),
    }),
  };
}
