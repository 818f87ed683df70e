import * as z from "zod";
import { AwsError } from "../../errors.ts";
import { invalidArgument } from "./errors.ts";

/** The place in a shard where reading goes on. */
const ShardIterator = z.strictObject({
  arn: z.string(),
  /** The stream's number: a stream made anew under the same name is another one. */
  stream: z.int().nonnegative(),
  shard: z.int().nonnegative(),
  /** Of the next record; it need not exist yet. */
  position: z.int().nonnegative(),
  /** Milliseconds since the Unix epoch. */
  issuedAt: z.number(),
});
export type ShardIterator = z.infer<typeof ShardIterator>;

const LIFETIME_MS = 300_000;

export function formatIterator(iterator: ShardIterator): string {
  return Buffer.from(JSON.stringify(iterator)).toString("base64");
}

/**
 * Reads an iterator that {@link formatIterator} wrote.
 *
 * @throws {AwsError} InvalidArgumentException: another text; ExpiredIteratorException: older than 5 minutes.
 */
export function parseIterator(text: string, nowMs: number): ShardIterator {
  const parsed = ShardIterator.safeParse(parseJson(Buffer.from(text, "base64").toString()));
  if (!parsed.success) throw invalidArgument("Invalid ShardIterator.");
  const { issuedAt } = parsed.data;
  if (nowMs - issuedAt > LIFETIME_MS) {
    throw new AwsError(
      "ExpiredIteratorException",
      `Iterator expired. The iterator was created at time ${dateText(issuedAt)} while right now ` +
        `it is ${dateText(nowMs)} which is further in the future than the tolerated delay of ` +
        `${LIFETIME_MS} milliseconds.`,
    );
  }
  return parsed.data;
}

/** `Thu Jan 22 01:22:02 UTC 2015` */
function dateText(ms: number): string {
  const [weekday = "", day = "", month = "", year = "", time = ""] = new Date(ms)
    .toUTCString()
    .split(" ");
  return `${weekday.replace(",", "")} ${month} ${day} ${time} UTC ${year}`;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // refused by the schema
  }
}
