import { invalidArgument } from "./errors.ts";
import type { KinesisState } from "./kinesis-state.ts";

const MAX_TAGS = 50; // per stream
const ALLOWED = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;

/**
 * @param tags All that the resource would have.
 * @throws {AwsError} InvalidArgumentException: too many of them, or a character that tags cannot have.
 */
export function checkTags(
  resource: string,
  tags: Readonly<Record<string, string>>,
  { accountId }: KinesisState,
): void {
  const texts = Object.entries(tags).flat();
  if (texts.some((text) => !ALLOWED.test(text))) {
    throw invalidArgument(
      "Some tags contain invalid characters. Valid characters: Unicode letters, digits, white space, _ . / = + - % @ :.",
    );
  }
  if (Object.keys(tags).length > MAX_TAGS) {
    throw invalidArgument(
      `Failed to add tags to stream ${resource} under account ${accountId} because a given stream cannot have more than ${MAX_TAGS} tags associated with it.`,
    );
  }
}
