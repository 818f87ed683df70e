import * as z from "zod";
import { AwsError } from "../../errors.ts";
import { validationError } from "../dynamodb/errors.ts";

/** The place in a shard where reading goes on. */
export interface ShardIterator {
  readonly streamArn: string;
  readonly shardId: string;
  /** Of the next record; it need not exist yet. */
  readonly sequence: number;
  /** Milliseconds since the Unix epoch. */
  readonly issuedAt: number;
}

const Token = z.strictObject({
  shardId: z.string(),
  sequence: z.int().nonnegative(),
  issuedAt: z.number(),
});
const LIFETIME_MS = 15 * 60 * 1000;

export function formatIterator({ streamArn, ...rest }: ShardIterator): string {
  return `${streamArn}|1|${Buffer.from(JSON.stringify(rest)).toString("base64url")}`;
}

/**
 * Reads an iterator that {@link formatIterator} wrote.
 *
 * @throws {AwsError} ValidationException: another text; ExpiredIteratorException: older than 15 minutes.
 */
export function parseIterator(text: string, nowMs: number): ShardIterator {
  const [streamArn = "", , encoded = ""] = text.split("|");
  const token = Token.safeParse(parseJson(Buffer.from(encoded, "base64url").toString()));
  if (!token.success) throw validationError("Invalid ShardIterator");
  if (nowMs - token.data.issuedAt > LIFETIME_MS) {
    throw new AwsError(
      "ExpiredIteratorException",
      "The shard iterator has expired. Shard iterators are valid for 15 minutes.",
    );
  }
  return { streamArn, ...token.data };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // refused by the schema
  }
}
