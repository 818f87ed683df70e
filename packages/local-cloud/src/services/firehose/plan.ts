import { fail, NotEmulatedError } from "../../errors.ts";
import type { Destination, DeliveryStream } from "./model.ts";
import { dataPrefix, errorPrefix, type Prefix } from "./prefix.ts";
import { readPipeline, type Pipeline } from "./processors.ts";

/** A destination that has been read: what is done with a record, and when it is written. */
export interface Plan {
  readonly pipeline: Pipeline;
  readonly prefix: Prefix;
  readonly errorPrefix: Prefix;
  readonly isPartitioned: boolean;
  readonly bufferBytes: number;
  readonly bufferMs: number;
  readonly timeZone: string;
}

/** The plans of streams, each read once. */
export interface Plans {
  of(stream: DeliveryStream): Plan;
}

const MIB = 1024 * 1024;
const MAX_PLANS = 1000;
const USUAL = { sizeInMBs: 5, seconds: 300, partitionedSizeInMBs: 64 }; // Firehose API reference, BufferingHints

/** Opens an empty cache of plans. */
export function openPlans(): Plans {
  const known = new Map<string, Plan>();
  return {
    of({ id, version, destination }) {
      const key = `${id} ${version}`;
      const plan = known.get(key) ?? readDestination(destination);
      if (known.size >= MAX_PLANS) known.clear();
      known.set(key, plan);
      return plan;
    },
  };
}

/**
 * Reads the destination of a stream.
 *
 * @throws {AwsError} `InvalidArgumentException`; `NotEmulated` for formats, backups and processors
 *   that are not known here.
 */
export function readDestination(destination: Destination): Plan {
  refuseUnknown(destination);
  const isPartitioned = destination.DynamicPartitioningConfiguration?.Enabled === true;
  const plan: Plan = {
    pipeline: readPipeline(destination),
    prefix: dataPrefix(destination.Prefix),
    errorPrefix: errorPrefix(destination.ErrorOutputPrefix, destination.Prefix),
    isPartitioned,
    ...readBuffering(destination, isPartitioned),
    timeZone: readTimeZone(destination.CustomTimeZone),
  };
  checkPrefixes(destination, plan);
  return plan;
}

function refuseUnknown(destination: Destination): void {
  const { CompressionFormat = "UNCOMPRESSED", S3BackupMode = "Disabled" } = destination;
  if (CompressionFormat !== "UNCOMPRESSED" && CompressionFormat !== "GZIP") {
    throw new NotEmulatedError("firehose", `CompressionFormat ${CompressionFormat}`);
  }
  if (S3BackupMode !== "Disabled") throw new NotEmulatedError("firehose", "S3BackupMode");
  const conversion = destination.DataFormatConversionConfiguration;
  if (conversion !== undefined && conversion.Enabled !== false) {
    throw new NotEmulatedError("firehose", "DataFormatConversionConfiguration");
  }
}

function readBuffering(
  { BufferingHints: hints }: Destination,
  isPartitioned: boolean,
): Pick<Plan, "bufferBytes" | "bufferMs"> {
  const usual = isPartitioned ? USUAL.partitionedSizeInMBs : USUAL.sizeInMBs;
  const { SizeInMBs: size = usual, IntervalInSeconds: seconds = USUAL.seconds } = hints ?? {};
  checkWhole("BufferingHints.SizeInMBs", size, [1, 128]);
  checkWhole("BufferingHints.IntervalInSeconds", seconds, [0, 900]);
  if (isPartitioned && size < USUAL.partitionedSizeInMBs) {
    refuse("BufferingHints.SizeInMBs must be at least 64 when Dynamic Partitioning is enabled.");
  }
  return { bufferBytes: size * MIB, bufferMs: seconds * 1000 };
}

function checkWhole(name: string, value: number, [least, most]: readonly [number, number]): void {
  if (Number.isInteger(value) && value >= least && value <= most) return;
  refuse(`${name} must be between ${least} and ${most}.`);
}

function readTimeZone(timeZone = "UTC"): string {
  try {
    return new Intl.DateTimeFormat("en", { timeZone }).resolvedOptions().timeZone;
  } catch {
    return refuse(`CustomTimeZone ${timeZone} is not valid.`);
  }
}

function checkPrefixes(destination: Destination, plan: Plan): void {
  const { prefix, isPartitioned } = plan;
  const { Prefix = "", ErrorOutputPrefix: errors } = destination;
  const hasKeys = prefix.queryKeys.length + prefix.lambdaKeys.length > 0;
  if (hasKeys && !isPartitioned) {
    refuse(
      "Dynamic Partitioning Namespaces can only be part of a prefix expression when Dynamic Partitioning is enabled.",
    );
  }
  if (isPartitioned && !hasKeys) {
    refuse(
      "Prefix must contain Dynamic Partitioning Namespaces when Dynamic Partitioning is enabled.",
    );
  }
  checkSources(plan);
  if (prefix.namesErrorType) refuse("Prefix cannot contain !{firehose:error-output-type}.");
  if (Prefix.includes("!{") && errors === undefined) {
    refuse("ErrorOutputPrefix must be specified when Prefix contains expressions.");
  }
  checkErrorPrefix(plan, errors);
}

/** Somebody has to find the keys that the prefix asks for. */
function checkSources({ prefix, pipeline }: Plan): void {
  if (prefix.queryKeys.length > 0 && !pipeline.hasQuery) {
    refuse("MetadataExtraction processor must be present when partitionKeyFromQuery is used.");
  }
  if (prefix.lambdaKeys.length > 0 && pipeline.lambda === undefined) {
    refuse("Lambda processor must be present when partitionKeyFromLambda is used.");
  }
}

function checkErrorPrefix({ errorPrefix: prefix }: Plan, text: string | undefined): void {
  if (text === undefined) return;
  if (!prefix.namesErrorType) {
    refuse(
      "ErrorOutputPrefix must contain at least one instance of !{firehose:error-output-type}.",
    );
  }
  if (prefix.queryKeys.length + prefix.lambdaKeys.length > 0) {
    refuse("ErrorOutputPrefix cannot contain Dynamic Partitioning Namespaces.");
  }
}

function refuse(message: string): never {
  return fail("InvalidArgumentException", message);
}
