import type { JsonWriter } from "./json-writer.ts";

const MIN_TIMESTAMP_SECONDS = -62_135_596_800n; // 0001-01-01T00:00:00Z; timestamp.proto
const MAX_TIMESTAMP_SECONDS = 253_402_300_799n; // 9999-12-31T23:59:59Z; timestamp.proto
const MAX_DURATION_SECONDS = 315_576_000_000n; // about 10,000 years; duration.proto
const NANOS_PER_SECOND = 1_000_000_000;

/** A google.protobuf.Timestamp: RFC 3339 in UTC, with 0, 3, 6 or 9 digits of a second. */
export function writeTimestamp(json: JsonWriter, seconds: bigint, nanos: number): void {
  const isTime = seconds >= MIN_TIMESTAMP_SECONDS && seconds <= MAX_TIMESTAMP_SECONDS;
  if (!isTime || nanos < 0 || nanos >= NANOS_PER_SECOND) {
    json.refuse("a google.protobuf.Timestamp is out of range");
    return;
  }
  const whole = new Date(Number(seconds) * 1000).toISOString().slice(0, -".000Z".length);
  json.ascii(`"${whole}${fraction(nanos)}Z"`);
}

/** A google.protobuf.Duration: seconds with 0, 3, 6 or 9 digits behind the point, and an `s`. */
export function writeDuration(json: JsonWriter, seconds: bigint, nanos: number): void {
  const isNegative = seconds < 0n || nanos < 0;
  const magnitude = seconds < 0n ? -seconds : seconds;
  const isMixed = (seconds > 0n && nanos < 0) || (seconds < 0n && nanos > 0);
  if (magnitude > MAX_DURATION_SECONDS || Math.abs(nanos) >= NANOS_PER_SECOND || isMixed) {
    json.refuse("a google.protobuf.Duration is out of range");
    return;
  }
  json.ascii(`"${isNegative ? "-" : ""}${magnitude}${fraction(Math.abs(nanos))}s"`);
}

function fraction(nanos: number): string {
  if (nanos === 0) return "";
  return `.${String(nanos)
    .padStart(9, "0")
    .replace(/(?:000){1,2}$/u, "")}`;
}

/** A google.protobuf.FieldMask: its paths in lower camel case, with commas between. */
export function writeFieldMask(json: JsonWriter, ranges: readonly number[]): void {
  const paths: string[] = [];
  for (let at = 0; at < ranges.length; at += 2) {
    const [start = 0, end = 0] = [ranges[at], ranges[at + 1]];
    json.checkText(start, end);
    const path = Buffer.from(json.source.subarray(start, end)).toString("utf8");
    // What does not come back from camel case has no JSON, as protoc's own printer says.
    if (!/^(?:[^A-Z_]|_[a-z])*$/u.test(path))
      json.refuse("a google.protobuf.FieldMask has no JSON");
    paths.push(path.replaceAll(/_([a-z])/gu, (_, letter: string) => letter.toUpperCase()));
  }
  json.raw(Buffer.from(JSON.stringify(paths.join(","))));
}
