import type * as Lambda from "@aws-sdk/client-lambda";
import { NotEmulatedError } from "../../../errors.ts";
import { present } from "../../../present.ts";
import type { In } from "../../../service.ts";
import { invalidParameter, validationError } from "../errors.ts";
import { isKinesis, type MappingRecord } from "./mapping.ts";
import { compileFilters } from "./record-filter.ts";

type Input = Omit<In<typeof Lambda, "CreateEventSourceMapping">, "FunctionName">;

interface At {
  readonly uuid: string;
  readonly name: string;
  readonly qualifier?: string | undefined;
  readonly modifiedAt: number;
  /** The mapping that is being changed. */
  readonly base?: MappingRecord;
}

const OPERATION = "lambda:CreateEventSourceMapping";
const LIMITS = {
  batchSize: [1, 10_000],
  windowSeconds: [0, 300],
  maxConcurrency: [2, 1000],
  parallelization: [1, 10],
  maxRetries: [-1, 10_000],
  maxAgeSeconds: [-1, 604_800],
} as const; // CreateEventSourceMapping
const MAX_UNWINDOWED = 10; // records of a queue in a batch that has no window
const MAX_FILTERS = 10; // Lambda quotas, raised on request
const DESTINATION = /^arn:aws[a-zA-Z-]*:(sqs|sns|s3):/;

/**
 * Reads a new mapping, or lays an update over a present one.
 *
 * @throws {AwsError} `InvalidParameterValueException`; `NotEmulated` for other kinds of sources,
 *   consumers of Kinesis streams, tumbling windows and provisioned pollers.
 */
export function readMapping(input: Input, at: At): MappingRecord {
  refuseUnemulated(input);
  const sourceArn = input.EventSourceArn ?? "";
  const mapping: MappingRecord = {
    ...readCommon(input, at),
    ...(kindOf(sourceArn) === "queue" ? readQueue(input, at) : readStream(input, at)),
    ...present({ qualifier: at.qualifier }),
    uuid: at.uuid,
    sourceArn,
    functionName: at.name,
    modifiedAt: at.modifiedAt,
  };
  checkLimits(mapping);
  return mapping;
}

function kindOf(arn: string): MappingRecord["kind"] {
  if (/^arn:aws[a-zA-Z-]*:sqs:[^:]*:\d{12}:.+$/.test(arn)) return "queue";
  if (/^arn:aws[a-zA-Z-]*:dynamodb:[^:]*:\d{12}:table\/.+\/stream\/.+$/.test(arn)) return "stream";
  if (/^arn:aws[a-zA-Z-]*:kinesis:[^:]*:\d{12}:stream\/[^/]+$/.test(arn)) return "stream";
  // A consumer of a stream (…/consumer/…) has a throughput of its own, which is pushed to it.
  if (/^arn:aws[a-zA-Z-]*:(kinesis|kafka|mq|rds):/.test(arn)) {
    throw new NotEmulatedError(OPERATION, `EventSourceArn ${arn}`);
  }
  throw invalidParameter("Unrecognized event source.");
}

const UNEMULATED = [
  "SelfManagedEventSource",
  "AmazonManagedKafkaEventSourceConfig",
  "DocumentDBEventSourceConfig",
  "ProvisionedPollerConfig",
] as const;

function refuseUnemulated(input: Input): void {
  const unknown = UNEMULATED.find((name) => input[name] !== undefined);
  if (unknown !== undefined) throw new NotEmulatedError(OPERATION, unknown);
  if ((input.TumblingWindowInSeconds ?? 0) > 0) {
    throw new NotEmulatedError(OPERATION, "TumblingWindowInSeconds");
  }
}

function readCommon(
  input: Input,
  { base }: At,
): Pick<MappingRecord, "enabled" | "windowSeconds" | "reportsItemFailures" | "filters"> {
  const old = base ?? { enabled: true, reportsItemFailures: false };
  const reported = input.FunctionResponseTypes?.includes("ReportBatchItemFailures");
  return {
    enabled: input.Enabled ?? old.enabled,
    windowSeconds: readWindow(input, base),
    reportsItemFailures: reported ?? old.reportsItemFailures,
    filters: readFilters(input, base),
  };
}

function readWindow(input: Input, base: MappingRecord | undefined): number {
  return input.MaximumBatchingWindowInSeconds ?? base?.windowSeconds ?? 0;
}

function readFilters(input: Input, base: MappingRecord | undefined): readonly string[] {
  const { FilterCriteria: criteria } = input;
  if (criteria === undefined) return base?.filters ?? [];
  const filters = (criteria.Filters ?? []).map(({ Pattern = "" }) => Pattern);
  if (filters.length > MAX_FILTERS) throw invalidParameter("Too many filters in FilterCriteria.");
  compileFilters(filters);
  return filters;
}

type QueueMembers = Pick<MappingRecord, "kind" | "batchSize" | "maxConcurrency">;

function readQueue(input: Input, { base }: At): QueueMembers {
  const batchSize = input.BatchSize ?? base?.batchSize ?? MAX_UNWINDOWED;
  if (batchSize > MAX_UNWINDOWED) checkLargeBatch(input, base);
  const scaling = input.ScalingConfig;
  const maxConcurrency = scaling === undefined ? base?.maxConcurrency : scaling.MaximumConcurrency;
  return { kind: "queue", batchSize, ...present({ maxConcurrency }) };
}

function checkLargeBatch(input: Input, base: MappingRecord | undefined): void {
  if (readWindow(input, base) < 1) {
    throw invalidParameter(
      "Maximum batch window in seconds must be greater than 0 if maximum batch size is greater than 10",
    );
  }
  if ((input.EventSourceArn ?? "").endsWith(".fifo")) {
    throw invalidParameter("Maximum batch size for FIFO queues is 10.");
  }
}

const STREAM_DEFAULTS = {
  batchSize: 100,
  parallelization: 1,
  bisect: false,
  maxRetries: -1,
  maxAgeSeconds: -1,
} as const;

function readStream(input: Input, { base }: At) {
  const old = { ...STREAM_DEFAULTS, ...base };
  const given = present({
    batchSize: input.BatchSize,
    parallelization: input.ParallelizationFactor,
    bisect: input.BisectBatchOnFunctionError,
    maxRetries: input.MaximumRetryAttempts,
    maxAgeSeconds: input.MaximumRecordAgeInSeconds,
  });
  return {
    batchSize: old.batchSize,
    parallelization: old.parallelization,
    bisect: old.bisect,
    maxRetries: old.maxRetries,
    maxAgeSeconds: old.maxAgeSeconds,
    ...given,
    kind: "stream" as const,
    ...readStart(input, base),
    ...present({ onFailure: readOnFailure(input, base) }),
  };
}

type Start = Pick<MappingRecord, "startingPosition" | "startAtMs">;

function readStart(input: Input, base: MappingRecord | undefined): Start {
  if (base !== undefined) {
    return present({ startingPosition: base.startingPosition, startAtMs: base.startAtMs });
  }
  const { StartingPosition: position, StartingPositionTimestamp: time } = input;
  if (position === undefined) {
    throw validationError("startingPosition", null, "Member must not be null.");
  }
  if (position === "AT_TIMESTAMP") return readStartTime(input);
  if (time !== undefined) {
    throw invalidParameter("StartingPositionTimestamp is only valid for AT_TIMESTAMP.");
  }
  return { startingPosition: position };
}

function readStartTime(input: Input): Start {
  if (!isKinesis({ sourceArn: input.EventSourceArn ?? "" })) {
    throw invalidParameter("Unsupported starting position for DynamoDB.");
  }
  const { StartingPositionTimestamp: time } = input;
  if (time === undefined) {
    throw invalidParameter("StartingPositionTimestamp is required for AT_TIMESTAMP.");
  }
  return { startingPosition: "AT_TIMESTAMP", startAtMs: time.getTime() };
}

function readOnFailure(input: Input, base: MappingRecord | undefined): string | undefined {
  if (input.DestinationConfig === undefined) return base?.onFailure;
  const destination = input.DestinationConfig.OnFailure?.Destination;
  if (destination === undefined || destination === "") return undefined;
  if (DESTINATION.test(destination)) return destination;
  throw invalidParameter(`The provided destination ${destination} is not supported.`);
}

const MIN_AGE_SECONDS = 60; // or -1, although the API's model says 0 to 59 as well

function checkLimits(mapping: MappingRecord): void {
  const { maxAgeSeconds = -1 } = mapping;
  if (maxAgeSeconds >= 0 && maxAgeSeconds < MIN_AGE_SECONDS) {
    throw invalidParameter(
      "Invalid request provided: MaximumRecordAgeInSeconds must be -1, or from 60 to 604800.",
    );
  }
  for (const member of [
    "batchSize",
    "windowSeconds",
    "maxConcurrency",
    "parallelization",
    "maxRetries",
    "maxAgeSeconds",
  ] as const) {
    const value = mapping[member];
    const [lowest, highest] = LIMITS[member];
    if (value !== undefined && (value < lowest || value > highest)) {
      throw validationError(
        member,
        value,
        `Member must have value between ${lowest} and ${highest}`,
      );
    }
  }
}
