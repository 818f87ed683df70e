import type { Clock } from "../clock.ts";

/** One call as `/_local/requests` shows it. */
export interface RequestRecord {
  /** ISO 8601. */
  readonly at: string;
  readonly service: string;
  readonly operation: string;
  readonly caller: string;
  readonly requestId: string;
  readonly milliseconds: number;
  /** AWS's error code, if the call failed. */
  readonly error?: string;
  /** What the error says: of a refusal, who may not do what, on which resource. */
  readonly message?: string;
}

/** The most recent calls, and how many there have been of each kind. */
export interface RequestLog {
  add(record: Omit<RequestRecord, "at">): void;
  /** Reports an error that is this cloud's own fault. */
  defect(error: unknown, where: string): void;
  /** Newest first. */
  recent(limit?: number): RequestRecord[];
  /** Calls by `service:operation`, since the process started. */
  counts(): Readonly<Record<string, number>>;
}

const KEPT = 1000;

/** Makes an empty log. `onDefect` is told of errors that are the cloud's own. */
export function createRequestLog(
  clock: Clock,
  onDefect: (error: unknown, where: string) => void,
): RequestLog {
  const records: { atMs: number; record: Omit<RequestRecord, "at"> }[] = [];
  const counts = new Map<string, number>();
  return {
    add(record) {
      records.push({ atMs: clock.now(), record });
      if (records.length > KEPT * 2) records.splice(0, KEPT);
      const key = `${record.service}:${record.operation}`;
      counts.set(key, (counts.get(key) ?? 0) + 1);
    },
    defect: onDefect,
    recent: (limit = 100) =>
      records
        .slice(-Math.min(limit, KEPT))
        .reverse()
        .map(({ atMs, record }) => ({ at: new Date(atMs).toISOString(), ...record })),
    counts: () => Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1))),
  };
}
