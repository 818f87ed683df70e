import { invalid } from "./errors.ts";

/** A schedule by the calendar, in UTC. */
export interface Cron {
  readonly minutes: ReadonlySet<number>;
  readonly hours: ReadonlySet<number>;
  /** Whether it fires on a day at all. */
  readonly isDay: (day: Day) => boolean;
  /** 1 to 12. */
  readonly months: ReadonlySet<number>;
  readonly years: ReadonlySet<number>;
}

/** A day of the calendar; months count from 1. */
interface Day {
  readonly year: number;
  readonly month: number;
  readonly date: number;
}

interface Range {
  readonly least: number;
  readonly most: number;
  readonly names?: readonly string[];
}

const MONTHS = "JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC".split(" ");
const WEEKDAYS = "SUN MON TUE WED THU FRI SAT".split(" ");
const RANGES = {
  minutes: { least: 0, most: 59 },
  hours: { least: 0, most: 23 },
  dates: { least: 1, most: 31 },
  months: { least: 1, most: 12, names: MONTHS },
  weekdays: { least: 1, most: 7, names: WEEKDAYS }, // 1 is Sunday
  years: { least: 1970, most: 2199 },
} as const satisfies Record<string, Range>;
const DAY_MS = 86_400_000;

/**
 * Reads the six fields of `cron(0 12 * * ? *)`, without the parentheses.
 *
 * @throws {AwsError} `ValidationException`.
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html
 */
export function readCron(text: string): Cron {
  const fields = text.trim().toUpperCase().split(/ +/);
  const [minute = "", hour = "", date = "", month = "", weekday = "", year = ""] = fields;
  // AWS wants one of the two days to be left open, and only one.
  if (fields.length !== 6 || (date === "?") === (weekday === "?")) return refuse();
  return {
    minutes: readField(minute, RANGES.minutes),
    hours: readField(hour, RANGES.hours),
    isDay: date === "?" ? readWeekday(weekday) : readDate(date),
    months: readField(month, RANGES.months),
    years: readField(year, RANGES.years),
  };
}

/** The first time after `afterMs` at which it fires; `undefined` when there is none left. */
export function nextAfter(cron: Cron, afterMs: number): number | undefined {
  const startsAt = (Math.floor(afterMs / 60_000) + 1) * 60_000;
  const lastYear = Math.max(...cron.years);
  for (let dayAt = startsAt - (startsAt % DAY_MS); ; dayAt += DAY_MS) {
    const day = dayOf(dayAt);
    if (day.year > lastYear) return undefined;
    if (!cron.years.has(day.year) || !cron.months.has(day.month) || !cron.isDay(day)) continue;
    const found = firstOfDay(cron, dayAt, startsAt);
    if (found !== undefined) return found;
  }
}

function firstOfDay(cron: Cron, dayAt: number, startsAt: number): number | undefined {
  for (let hour = 0; hour < 24; hour += 1) {
    if (!cron.hours.has(hour)) continue;
    for (let minute = 0; minute < 60; minute += 1) {
      const at = dayAt + (hour * 60 + minute) * 60_000;
      if (cron.minutes.has(minute) && at >= startsAt) return at;
    }
  }
  return undefined;
}

function dayOf(at: number): Day {
  const time = new Date(at);
  return { year: time.getUTCFullYear(), month: time.getUTCMonth() + 1, date: time.getUTCDate() };
}

/** A list of values, ranges and steps. */
function readField(text: string, range: Range): Set<number> {
  const values = new Set<number>();
  const size = range.most - range.least + 1;
  for (const part of text.split(",")) {
    const { first, last, step } = readPart(part, range);
    // FRI-MON goes around the end of the week.
    const end = last < first ? last + size : last;
    for (let value = first; value <= end; value += step) {
      values.add(value > range.most ? value - size : value);
    }
  }
  return values;
}

function readPart(part: string, range: Range): { first: number; last: number; step: number } {
  const [, from = "", to, stepText] =
    /^(\*|\w+)(?:-(\w+))?(?:\/(\d{1,4}))?$/.exec(part) ?? refuse();
  const isAny = from === "*";
  const step = Number(stepText ?? "1");
  if (step < 1 || (isAny && to !== undefined)) refuse();
  const first = isAny ? range.least : readValue(from, range);
  return {
    first,
    last: lastOf({ first, to, isOpen: isAny || stepText !== undefined }, range),
    step,
  };
}

function lastOf(
  { first, to, isOpen }: { first: number; to: string | undefined; isOpen: boolean },
  range: Range,
): number {
  if (to !== undefined) return readValue(to, range);
  return isOpen ? range.most : first;
}

function readValue(text: string, { least, most, names = [] }: Range): number {
  const named = names.indexOf(text);
  if (named >= 0) return named + least;
  const value = /^\d{1,4}$/.test(text) ? Number(text) : Number.NaN;
  return value >= least && value <= most ? value : refuse();
}

function readDate(text: string): Cron["isDay"] {
  if (text === "L") return (day) => day.date === lengthOf(day);
  const [, nearest] = /^(\d{1,2})W$/.exec(text) ?? [];
  if (nearest !== undefined) {
    const wanted = readValue(nearest, RANGES.dates);
    return (day) => day.date === nearestWeekday(day, wanted);
  }
  const dates = readField(text, RANGES.dates);
  return ({ date }) => dates.has(date);
}

/** The weekday closest to a date, in the same month. */
function nearestWeekday(day: Day, wanted: number): number | undefined {
  const length = lengthOf(day);
  if (wanted > length) return undefined;
  const weekday = weekdayOf({ ...day, date: wanted });
  if (weekday === 7) return wanted === 1 ? 3 : wanted - 1;
  if (weekday === 1) return wanted === length ? wanted - 2 : wanted + 1;
  return wanted;
}

function readWeekday(text: string): Cron["isDay"] {
  const [, ordinal, nth] = /^(\w+)#([1-5])$/.exec(text) ?? [];
  if (ordinal !== undefined) {
    const wanted = readValue(ordinal, RANGES.weekdays);
    return (day) => weekdayOf(day) === wanted && Math.ceil(day.date / 7) === Number(nth);
  }
  const [, last] = /^(\w*)L$/.exec(text) ?? [];
  if (last !== undefined) {
    if (last === "") return (day) => weekdayOf(day) === RANGES.weekdays.most;
    const wanted = readValue(last, RANGES.weekdays);
    return (day) => weekdayOf(day) === wanted && day.date + 7 > lengthOf(day);
  }
  const weekdays = readField(text, RANGES.weekdays);
  return (day) => weekdays.has(weekdayOf(day));
}

/** 1, Sunday, to 7. */
function weekdayOf({ year, month, date }: Day): number {
  return new Date(Date.UTC(year, month - 1, date)).getUTCDay() + 1;
}

function lengthOf({ year, month }: Day): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}

function refuse(): never {
  return invalid("Parameter ScheduleExpression is not valid.");
}
