const LONGEST = 64; // hexadecimal digits; S3's have 16 to 18

/**
 * A sequencer in a form that compares as text, also in a condition of DynamoDB: the shorter of two is to be
 * padded on the right with zeros.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html
 */
export function orderOf(sequencer: string): string {
  return sequencer.toUpperCase().padEnd(LONGEST, "0");
}
