import { NotEmulatedError } from "../../errors.ts";

type Part = (fields: Fields) => string;

interface Fields {
  readonly year: string;
  readonly month: string;
  readonly day: string;
  readonly hour: string;
  readonly minute: string;
  readonly second: string;
  readonly millisecond: string;
}

const FIELD_OF: Readonly<Record<string, keyof Fields>> = {
  y: "year",
  u: "year",
  M: "month",
  d: "day",
  H: "hour",
  m: "minute",
  s: "second",
  S: "millisecond",
};

/** A time as text, in the words of Java's `DateTimeFormatter`. */
export type DatePattern = (at: number, timeZone: string) => string;

/**
 * Reads a pattern such as `yyyy/MM/dd/HH`.
 *
 * @throws {AwsError} `NotEmulated` for letters other than y, u, M, d, H, m, s and S.
 * @see https://docs.oracle.com/javase/8/docs/api/java/time/format/DateTimeFormatter.html
 */
export function readDatePattern(text: string): DatePattern {
  const parts = [...text.matchAll(/'([^']*)'|([A-Za-z])\2*|[^A-Za-z']+|'/g)].map(
    ([token, quoted, letter]): Part => {
      if (quoted !== undefined) return () => (quoted === "" ? "'" : quoted);
      if (letter === undefined) return () => token;
      const field = Object.hasOwn(FIELD_OF, letter) ? FIELD_OF[letter] : undefined;
      if (field === undefined || (field === "month" && token.length > 2)) {
        throw new NotEmulatedError("firehose", `${token} in !{timestamp:${text}}`);
      }
      return (fields) => sized(fields[field], token.length, field);
    },
  );
  return (at, timeZone) => {
    const fields = fieldsOf(at, timeZone);
    return parts.map((part) => part(fields)).join("");
  };
}

function sized(value: string, length: number, field: keyof Fields): string {
  if (field === "year" && length === 2) return value.slice(-2);
  if (field === "millisecond") return value.padEnd(length, "0").slice(0, length);
  return String(Number(value)).padStart(length, "0");
}

function fieldsOf(at: number, timeZone: string): Fields {
  const format = new Intl.DateTimeFormat("en-GB", {
    timeZone,
    hourCycle: "h23",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    fractionalSecondDigits: 3,
  });
  const parts = new Map<string, string>();
  for (const { type, value } of format.formatToParts(at)) parts.set(type, value);
  const part = (type: string): string => parts.get(type) ?? "";
  return {
    year: part("year"),
    month: part("month"),
    day: part("day"),
    hour: part("hour"),
    minute: part("minute"),
    second: part("second"),
    millisecond: part("fractionalSecond"),
  };
}
