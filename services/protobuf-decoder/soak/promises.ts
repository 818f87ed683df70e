import type { Violation } from "../../../scripts/soak/soak.ts";
import type { Stored } from "../samples/read-stored.ts";
import { bytesOf, type QuarantinedRecord } from "../src/domain/quarantined-record.ts";

/** A record of the stream, and what has to become of it. */
export interface Expected {
  readonly sequenceNumber: string;
  readonly data: Uint8Array;
  /** The line that it becomes; undefined when it belongs into quarantine. */
  readonly line?: string;
  /** Why it belongs there. */
  readonly code?: string;
}

/** All that is known once everything has come to rest. */
export interface Evidence {
  readonly records: readonly Expected[];
  readonly stored: Stored;
  /** What was stored before every record was delivered once more. */
  readonly before: Stored;
  /** Dead letters that a redrive could not bring to their end. */
  readonly deadLetters: number;
}

/** What the service promises of each record, and where it was not so. */
export function violationsOf(evidence: Evidence): Violation[] {
  const { records, stored, before, deadLetters } = evidence;
  const lines = countsOf([...stored.messages.values()].flat());
  const kept = Map.groupBy(stored.quarantined.values(), (record) => record.sequenceNumber);
  const wrong = records.flatMap((record) => {
    const quarantined = kept.get(record.sequenceNumber) ?? [];
    const reasons = [...notStoredOnce(record, lines), ...notQuarantinedOnce(record, quarantined)];
    return reasons.map((reason) => violation(`record ${record.sequenceNumber}`, reason));
  });
  return [
    ...wrong,
    ...strangers(records, lines),
    ...changes(before, stored),
    ...(deadLetters === 0 ? [] : [violation("dead letters", `${deadLetters} were not redriven`)]),
  ];
}

function notStoredOnce({ line }: Expected, lines: ReadonlyMap<string, number>): string[] {
  if (line === undefined) return [];
  const count = lines.get(line) ?? 0;
  return count === 1 ? [] : [`is stored ${count} times`];
}

function notQuarantinedOnce(
  { line, code, data }: Expected,
  quarantined: readonly QuarantinedRecord[],
): string[] {
  const wanted = line === undefined ? 1 : 0;
  const [first] = quarantined;
  if (quarantined.length !== wanted) return [`is in quarantine ${quarantined.length} times`];
  if (first === undefined) return [];
  return [
    ...(first.code === code ? [] : [`was rejected as ${first.code}`]),
    ...(Buffer.from(bytesOf(first)).equals(data) ? [] : ["lost bytes"]),
  ];
}

function violation(subject: string, reason: string): Violation {
  return { subject, reason };
}

/** Messages that nobody sent. */
function strangers(records: readonly Expected[], lines: ReadonlyMap<string, number>): Violation[] {
  const sent = new Set(records.map(({ line }) => line));
  return [...lines.keys()]
    .filter((line) => !sent.has(line))
    .map((line) => violation("bucket", `holds what was never sent: ${line.slice(0, 100)}`));
}

/** What a further delivery of everything has changed: nothing, or it is a violation. */
function changes(before: Stored, after: Stored): Violation[] {
  const [was, is] = [textOf(before), textOf(after)];
  return [...new Set([...was.keys(), ...is.keys()])]
    .filter((key) => was.get(key) !== is.get(key))
    .map((key) => violation(key, "changed when its records came again"));
}

function textOf({ messages, quarantined }: Stored): Map<string, string> {
  return new Map([...messages, ...quarantined].map(([key, value]) => [key, JSON.stringify(value)]));
}

function countsOf(values: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}
