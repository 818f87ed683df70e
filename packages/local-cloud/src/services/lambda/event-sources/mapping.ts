/** A stored event source mapping. */
export interface MappingRecord {
  readonly uuid: string;
  /** A queue, a stream of a table, or a Kinesis stream. */
  readonly sourceArn: string;
  readonly kind: "queue" | "stream";
  readonly functionName: string;
  readonly qualifier?: string;
  readonly enabled: boolean;
  readonly batchSize: number;
  readonly windowSeconds: number;
  readonly reportsItemFailures: boolean;
  /** JSON texts of event patterns; a record passes when one of them matches. */
  readonly filters: readonly string[];
  /** Queues: batches under way at once. */
  readonly maxConcurrency?: number;
  /** Streams, as all below. */
  readonly startingPosition?: "LATEST" | "TRIM_HORIZON" | "AT_TIMESTAMP";
  /** With `AT_TIMESTAMP`; milliseconds since the Unix epoch. */
  readonly startAtMs?: number;
  readonly parallelization?: number;
  readonly bisect?: boolean;
  /** -1: until the record expires. */
  readonly maxRetries?: number;
  /** -1: no limit. */
  readonly maxAgeSeconds?: number;
  readonly onFailure?: string;
  /** Milliseconds since the Unix epoch. */
  readonly modifiedAt: number;
}

/** Whether a mapping reads a Kinesis stream. */
export function isKinesis({ sourceArn }: Pick<MappingRecord, "sourceArn">): boolean {
  return sourceArn.split(":")[2] === "kinesis";
}
