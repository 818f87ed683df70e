import type { Processor, ProcessorParameterName } from "@aws-sdk/client-firehose";
import { fail, NotEmulatedError } from "../../errors.ts";
import { deaggregate, type SubRecords } from "./deaggregate.ts";
import { JqError } from "./jq/jq-error.ts";
import { readQuery } from "./jq/query.ts";
import type { Destination, FailedPiece, Outcome, Piece } from "./model.ts";

/** Does something to a record that needs nobody else: gives what it becomes. */
export type Step = (piece: Piece) => Outcome;

/** The function that records are sent through. */
export interface LambdaStep {
  readonly functionArn: string;
  readonly bufferBytes: number;
  readonly bufferMs: number;
  readonly retries: number;
}

/** The processors of a stream, in their order. */
export interface Pipeline {
  readonly before: readonly Step[];
  readonly lambda?: LambdaStep;
  readonly after: readonly Step[];
  /** Whether a query finds partition keys. */
  readonly hasQuery: boolean;
}

const MIB = 1024 * 1024;
const NO_PARTITION_KEY = "partitionKeys values must not be null or empty";

/**
 * Reads the processors of a destination.
 *
 * @throws {AwsError} `InvalidArgumentException`, `NotEmulated`.
 */
export function readPipeline({ ProcessingConfiguration: processing }: Destination): Pipeline {
  const { Enabled = false, Processors = [] } = processing ?? {};
  const processors = Enabled ? Processors : [];
  const [lambda, another] = processors.filter(({ Type }) => Type === "Lambda");
  if (another !== undefined) {
    fail("InvalidArgumentException", "Only one Lambda processor is allowed.");
  }
  const at = lambda === undefined ? processors.length : processors.indexOf(lambda);
  return {
    before: processors.slice(0, at).map(readStep),
    after: processors.slice(at + 1).map(readStep),
    hasQuery: processors.some(({ Type }) => Type === "MetadataExtraction"),
    ...(lambda !== undefined && { lambda: readLambda(lambda) }),
  };
}

function parameter({ Parameters = [] }: Processor, name: ProcessorParameterName) {
  return Parameters.find(({ ParameterName }) => ParameterName === name)?.ParameterValue;
}

function required(processor: Processor, name: ProcessorParameterName): string {
  return (
    parameter(processor, name) ??
    fail("InvalidArgumentException", `The ${processor.Type} processor needs the parameter ${name}.`)
  );
}

function readLambda(processor: Processor): LambdaStep {
  return {
    functionArn: required(processor, "LambdaArn"),
    bufferBytes: numberOf(processor, "BufferSizeInMBs", { least: 0.2, most: 3, usual: 1 }) * MIB,
    bufferMs:
      numberOf(processor, "BufferIntervalInSeconds", { least: 0, most: 900, usual: 60 }) * 1000,
    retries: numberOf(processor, "NumberOfRetries", { least: 0, most: 300, usual: 3 }),
  };
}

function numberOf(
  processor: Processor,
  name: ProcessorParameterName,
  { least, most, usual }: { least: number; most: number; usual: number },
): number {
  const value = Number(parameter(processor, name) ?? usual);
  if (value >= least && value <= most) return value;
  return fail("InvalidArgumentException", `${name} must be between ${least} and ${most}.`);
}

function readStep(processor: Processor): Step {
  const { Type: type = "none" } = processor;
  switch (type) {
    case "AppendDelimiterToRecord": {
      const given = parameter(processor, "Delimiter") ?? "\\n";
      const delimiter = Buffer.from(given.replaceAll("\\n", "\n").replaceAll("\\r", "\r"));
      return ({ data, ...piece }) => ready({ ...piece, data: Buffer.concat([data, delimiter]) });
    }
    case "RecordDeAggregation":
      return deaggregation(readSubRecords(processor));
    case "MetadataExtraction":
      return extraction(processor);
    case "CloudWatchLogProcessing":
    case "Decompression":
    case "Lambda": // read elsewhere
    case "none":
      throw new NotEmulatedError("firehose", `the processor ${type}`);
  }
}

function ready(...pieces: Piece[]): Outcome {
  return { ready: pieces, failed: [] };
}

function failed(piece: Piece, why: Pick<FailedPiece, "errorType" | "code" | "message">): Outcome {
  return {
    ready: [],
    failed: [{ raw: piece.data, arrivedAt: piece.arrivedAt, attempts: 1, ...why }],
  };
}

function readSubRecords(processor: Processor): SubRecords {
  const type = required(processor, "SubRecordType");
  if (type === "JSON") return { type };
  if (type !== "DELIMITED") {
    return fail("InvalidArgumentException", "SubRecordType must be JSON or DELIMITED.");
  }
  const delimiter = Buffer.from(required(processor, "Delimiter"), "base64");
  if (delimiter.length === 0) {
    return fail("InvalidArgumentException", "Delimiter must be a base64-encoded text.");
  }
  return { delimiter };
}

function deaggregation(kind: SubRecords): Step {
  return (piece) => {
    const parts = deaggregate(piece.data, kind);
    if (parts !== undefined) return ready(...parts.map((data) => ({ ...piece, data })));
    return failed(piece, {
      errorType: "processing-failed",
      code: "DynamicPartitioning.DeaggregationFailed",
      message: "The record is not made of JSON objects.",
    });
  };
}

function extraction(processor: Processor): Step {
  if (required(processor, "JsonParsingEngine") !== "JQ-1.6") {
    return fail("InvalidArgumentException", "JsonParsingEngine must be JQ-1.6.");
  }
  const query = readQuery(required(processor, "MetadataExtractionQuery"));
  return (piece) => {
    const keys = keysOf(piece.data, query);
    if (typeof keys !== "string") {
      return ready({ ...piece, partition: { ...piece.partition, query: keys } });
    }
    return failed(piece, {
      errorType: "metadata-extraction-failed",
      code: "DynamicPartitioning.MetadataExtractionFailed",
      message: keys,
    });
  };
}

/** The keys that a query finds in a record, or why it finds none. */
function keysOf(data: Buffer, query: (input: unknown) => unknown): Record<string, string> | string {
  try {
    const input: unknown = JSON.parse(data.toString("utf8"));
    const found = query(input);
    if (typeof found !== "object" || found === null || Array.isArray(found)) {
      return "The query must give an object of partition keys.";
    }
    return textsOf(found) ?? NO_PARTITION_KEY;
  } catch (error) {
    if (error instanceof JqError || error instanceof SyntaxError) return error.message;
    throw error;
  }
}

/** Partition keys as texts; `undefined` when one has no value. */
export function textsOf(keys: object): Record<string, string> | undefined {
  const texts: [string, string][] = [];
  for (const [name, value] of Object.entries(keys)) {
    const text = typeof value === "string" ? value : JSON.stringify(value ?? null);
    if (text === "" || text === "null") return undefined;
    texts.push([name, text]);
  }
  return Object.fromEntries(texts);
}

/** Sends records through steps, one after the other. */
export function runSteps(steps: readonly Step[], pieces: readonly Piece[]): Outcome {
  const failures: FailedPiece[] = [];
  let current = [...pieces];
  for (const step of steps) {
    const outcomes = current.map(step);
    current = outcomes.flatMap((outcome) => outcome.ready);
    failures.push(...outcomes.flatMap((outcome) => outcome.failed));
  }
  return { ready: current, failed: failures };
}
