/** An archive of a bus, as it is stored; its events have a table of their own. */
export interface Archive {
  readonly name: string;
  readonly accountId: string;
  readonly arn: string;
  readonly eventSourceArn: string;
  readonly description?: string | undefined;
  /** JSON text; every event without one. */
  readonly eventPattern?: string | undefined;
  /** Days; 0 keeps events for good. */
  readonly retentionDays: number;
  readonly kmsKeyIdentifier?: string | undefined;
  /** Milliseconds since the Unix epoch, as are all times here. */
  readonly createdAt: number;
}

export type ReplayPhase =
  | "STARTING"
  | "RUNNING"
  | "CANCELLING"
  | "CANCELLED"
  | "COMPLETED"
  | "FAILED";

/** A replay, with how far it has come. */
export interface Replay {
  readonly name: string;
  readonly accountId: string;
  readonly arn: string;
  readonly description?: string | undefined;
  readonly archiveArn: string;
  readonly busArn: string;
  /** The rules that get the events; all of the bus when left out. */
  readonly ruleArns?: readonly string[] | undefined;
  readonly eventStartAt: number;
  readonly eventEndAt: number;
  readonly phase: ReplayPhase;
  readonly reason?: string | undefined;
  readonly startedAt: number;
  readonly endedAt?: number | undefined;
  /** The last event that was replayed. */
  readonly last?: Position | undefined;
}

/** Where an event stands in the order of a replay: by its time, then as it came. */
export interface Position {
  /** Milliseconds since the Unix epoch. */
  readonly eventAt: number;
  readonly sequence: number;
}
