/** What a record's place among the objects follows from: nothing but the record itself. */
export interface RecordPlace {
  readonly shardId: string;
  readonly sequenceNumber: string;
  /** Its place in an aggregate of the Kinesis Producer Library; 0 for the first, and for a record on its own. */
  readonly subSequenceNumber: number;
  readonly arrivedAt: Date;
}

/** Names a record in a shard: `shardId-000000000000-4959…`, with `-1` and so on within an aggregate. */
export function recordName({ shardId, sequenceNumber, subSequenceNumber }: RecordPlace): string {
  const sub = subSequenceNumber === 0 ? "" : `-${subSequenceNumber}`;
  return `${shardId}-${sequenceNumber}${sub}`;
}

/** `dt=2026-01-15/hh=12`, in UTC: partitions as Athena and Glue find them by themselves. */
export function hourOf(time: Date): string {
  const [day = "", clock = ""] = time.toISOString().split("T");
  return `dt=${day}/hh=${clock.slice(0, 2)}`;
}

/** The key of the messages of one type and hour that a batch has, named after the first of them. */
export function batchKey(typeName: string, first: RecordPlace): string {
  return `${typeName}/${hourOf(first.arrivedAt)}/${recordName(first)}.ndjson`;
}

/** The key of a message that has an object to itself. */
export function messageKey(typeName: string, record: RecordPlace): string {
  return `${typeName}/${hourOf(record.arrivedAt)}/${recordName(record)}.json`;
}

/** The key of a record that cannot be decoded; `prefix` ends with a slash. */
export function quarantineKey(prefix: string, record: RecordPlace): string {
  return `${prefix}${hourOf(record.arrivedAt)}/${recordName(record)}.json`;
}
