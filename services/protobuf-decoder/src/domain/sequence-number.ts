const LENGTH_DIGITS = 3; // a sequence number has at most 128 digits

/** Negative when `a` comes before `b` in a shard, positive when after it. */
export function compareSequences(a: string, b: string): number {
  const difference = BigInt(a) - BigInt(b);
  if (difference === 0n) return 0;
  return difference < 0n ? -1 : 1;
}

/** A text that sorts among others of its kind as the sequence numbers do: the length goes first. */
export function sortableSequence(sequenceNumber: string): string {
  const digits = BigInt(sequenceNumber).toString();
  return `${String(digits.length).padStart(LENGTH_DIGITS, "0")}:${digits}`;
}

/** The sequence number of what {@link sortableSequence} made. */
export function sequenceOf(sortable: string): string {
  return sortable.slice(LENGTH_DIGITS + 1);
}
