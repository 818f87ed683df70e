/** The faults found while an expression is read; DynamoDB reports one, by kind before place. */
export interface Findings {
  /** Notes a fault; only the first of each kind counts. */
  report(kind: string, message: string): void;
  /** The fault of the earliest kind in `order` that was found. */
  first(order: readonly string[]): string | undefined;
}

export function collectFindings(): Findings {
  const found = new Map<string, string>();
  return {
    report(kind, message) {
      if (!found.has(kind)) found.set(kind, message);
    },
    first(order) {
      const kind = order.find((candidate) => found.has(candidate));
      return kind === undefined ? undefined : found.get(kind);
    },
  };
}
