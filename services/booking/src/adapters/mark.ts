const WEEK_SECONDS = 7 * 86_400; // longer than any late write can be on its way

/** When a mark that keeps late writes out is no longer needed: seconds since the Unix epoch, for DynamoDB. */
export function expiresAt(now: string): { N: string } {
  return { N: String(Math.floor(Date.parse(now) / 1000) + WEEK_SECONDS) };
}
