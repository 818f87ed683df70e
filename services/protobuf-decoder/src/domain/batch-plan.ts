import { InvalidError } from "@blueprints/lambda-kit/errors";
import { deaggregate, type StreamRecord, type UserRecord } from "@blueprints/lambda-kit/stream";
import { ByteSink } from "../codec/byte-sink.ts";
import type { Framing } from "./framing.ts";
import type { MessageDecoder } from "./message-decoder.ts";
import { batchKey, hourOf, messageKey, quarantineKey, recordName } from "./object-key.ts";
import { quarantined } from "./quarantined-record.ts";

/** Whether messages of a batch share an object (NDJSON) or have one each (JSON). */
export type OutputMode = "batch" | "record";

/** What records become. */
export interface DecodingRules {
  readonly framing: Framing;
  readonly decoders: ReadonlyMap<string, MessageDecoder>;
  readonly outputMode: OutputMode;
  /** Ends with a slash. */
  readonly quarantinePrefix: string;
}

/** An object to be written. */
export interface PlannedObject {
  readonly key: string;
  readonly body: Uint8Array;
  readonly contentType: string;
}

/** A record that goes into quarantine, by its name in the shard. */
export interface Rejection {
  readonly record: string;
  readonly code: string;
  /** What the decoder threw that nobody meant to be thrown; undefined when the record is to blame. */
  readonly defect?: unknown;
}

/** What the first records of a run become. */
export interface BatchPlan {
  /** How many of them; at least one. */
  readonly taken: number;
  readonly objects: readonly PlannedObject[];
  /** Messages that were decoded. */
  readonly decoded: number;
  readonly rejections: readonly Rejection[];
}

const MAX_PLAN_BYTES = 32_000_000; // of bodies in memory at a time
const MAX_MESSAGE_BYTES = 16_000_000; // of one message as JSON
const MAX_ROOM_BYTES = 64_000_000; // that a message may ask for, before it is seen how large it is
const MAX_AGGREGATE_BYTES = 32_000_000; // of JSON, after which nothing more of an aggregate is taken
const MAX_USER_RECORDS = 10_000; // in one aggregate; the producer library's 50 KB cannot hold as many
const NEWLINE = 10;
const NDJSON = "application/x-ndjson";
const JSON_TYPE = "application/json";

/**
 * Decodes the records of a run, as many as memory is meant for, and says which objects to write. The same
 * records from the same first one on make the same keys, however many of them there are.
 */
export function planBatch(records: readonly StreamRecord[], rules: DecodingRules): BatchPlan {
  const plan = openPlan(rules);
  let taken = 0;
  for (const record of records) {
    if (taken > 0 && plan.sizeBytes() > MAX_PLAN_BYTES) break;
    plan.add(record);
    taken += 1;
  }
  return { taken, ...plan.close() };
}

function openPlan(rules: DecodingRules) {
  const output = rules.outputMode === "batch" ? batchOutput() : recordOutput();
  const rejected: PlannedObject[] = [];
  const rejections: Rejection[] = [];
  let decoded = 0;
  let rejectedBytes = 0;

  const reject = (record: UserRecord, error: InvalidError, defect?: unknown): void => {
    const body = Buffer.from(JSON.stringify(quarantined(record, error)));
    const key = quarantineKey(rules.quarantinePrefix, record);
    rejected.push({ key, body, contentType: JSON_TYPE });
    rejectedBytes += body.length;
    rejections.push({
      record: recordName(record),
      code: error.code,
      ...(defect !== undefined && { defect }),
    });
  };
  const decode = (record: UserRecord): void => {
    try {
      const { typeName, payload } = rules.framing(record.data);
      const decoder = rules.decoders.get(typeName);
      if (decoder === undefined) throw new InvalidError("UnknownType", "no decoder has the type");
      output.append(record, decoder, payload);
      decoded += 1;
    } catch (error) {
      if (error instanceof InvalidError) reject(record, error);
      else reject(record, new InvalidError("DecoderDefect", "the decoder itself failed"), error);
    }
  };

  return {
    sizeBytes: () => output.sizeBytes() + rejectedBytes,
    add(record: StreamRecord): void {
      try {
        const before = output.sizeBytes();
        for (const userRecord of userRecordsOf(record)) {
          if (output.sizeBytes() - before <= MAX_AGGREGATE_BYTES) decode(userRecord);
          else reject(userRecord, aggregateTooLarge(`${MAX_AGGREGATE_BYTES} bytes of JSON`));
        }
      } catch (error) {
        if (!(error instanceof InvalidError)) throw error;
        reject({ ...record, subSequenceNumber: 0 }, error);
      }
    },
    close: () => ({ objects: [...output.close(), ...rejected], decoded, rejections }),
  };
}

/** @throws {InvalidError} `BrokenAggregate`, `AggregateTooLarge`. */
function userRecordsOf(record: StreamRecord): readonly UserRecord[] {
  const userRecords = deaggregate(record);
  if (userRecords.length <= MAX_USER_RECORDS) return userRecords;
  throw aggregateTooLarge(`${MAX_USER_RECORDS} records`);
}

function aggregateTooLarge(limit: string): InvalidError {
  return new InvalidError("AggregateTooLarge", `an aggregated record holds more than ${limit}`);
}

/** Appends a message, or leaves the sink as it was and throws. */
function appendMessage(sink: ByteSink, decoder: MessageDecoder, payload: Uint8Array): void {
  const before = sink.length;
  sink.maxBytes = before + MAX_ROOM_BYTES;
  try {
    decoder.decodeToJson(payload, sink);
    if (sink.length - before > MAX_MESSAGE_BYTES) {
      throw new InvalidError("MessageTooLarge", `the message exceeds ${MAX_MESSAGE_BYTES} bytes`);
    }
  } catch (error) {
    sink.length = before;
    throw error;
  }
}

/** Where decoded messages are collected. */
interface Output {
  append(record: UserRecord, decoder: MessageDecoder, payload: Uint8Array): void;
  sizeBytes(): number;
  close(): readonly PlannedObject[];
}

/** One object for each type and hour, named after the first message in it. */
function batchOutput(): Output {
  const groups = new Map<string, { readonly key: string; readonly sink: ByteSink }>();
  return {
    append(record, decoder, payload) {
      const group = `${decoder.typeName}/${hourOf(record.arrivedAt)}`;
      const found = groups.get(group);
      const { key, sink } = found ?? {
        key: batchKey(decoder.typeName, record),
        sink: new ByteSink(),
      };
      appendMessage(sink, decoder, payload);
      sink.byte(NEWLINE);
      if (found === undefined) groups.set(group, { key, sink });
    },
    sizeBytes: () => [...groups.values()].reduce((sum, { sink }) => sum + sink.length, 0),
    close: () =>
      [...groups.values()].map(({ key, sink }) => {
        return { key, body: sink.written(), contentType: NDJSON };
      }),
  };
}

/** An object for each message. */
function recordOutput(): Output {
  const objects: PlannedObject[] = [];
  const sink = new ByteSink();
  let sizeBytes = 0;
  return {
    append(record, decoder, payload) {
      sink.length = 0;
      appendMessage(sink, decoder, payload);
      const body = Buffer.from(sink.written()); // a copy: the sink is used again
      sizeBytes += body.length;
      objects.push({ key: messageKey(decoder.typeName, record), body, contentType: JSON_TYPE });
    },
    sizeBytes: () => sizeBytes,
    close: () => objects,
  };
}
