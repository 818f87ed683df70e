import type * as z from "zod";
import { AwsError } from "../../errors.ts";
import { invalidArgument } from "./errors.ts";

const LIFETIME_MS = 300_000;

/** Writes down where the next page begins. */
export function formatNextToken(page: object | string, nowMs: number): string {
  return Buffer.from(JSON.stringify([nowMs, page])).toString("base64");
}

/**
 * Reads what {@link formatNextToken} wrote.
 *
 * @throws {AwsError} InvalidArgumentException: another text; ExpiredNextTokenException: older than 5 minutes.
 */
export function parseNextToken<T>(text: string, page: z.ZodType<T>, nowMs: number): T {
  const read = parseJson(Buffer.from(text, "base64").toString());
  const [writtenAt, content]: readonly unknown[] = Array.isArray(read) ? read : [];
  const parsed = page.safeParse(content);
  if (!parsed.success || typeof writtenAt !== "number") {
    throw invalidArgument("Invalid NextToken.");
  }
  if (nowMs - writtenAt > LIFETIME_MS) {
    throw new AwsError("ExpiredNextTokenException", "The pagination token has expired.");
  }
  return parsed.data;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // refused by the caller
  }
}
