/** What a moderator says of a flagged image. */
export const DECISIONS = ["approve", "reject"] as const;
export type Decision = (typeof DECISIONS)[number];

/** How a question to the moderators ended: with their decision, or without one in time. */
export const OUTCOMES = [...DECISIONS, "timed-out"] as const;
export type DecisionOutcome = (typeof OUTCOMES)[number];

/** What the workflow that asked is told. */
export interface Answer {
  readonly decision: Decision;
  /** Who decided: an IAM ARN, or the subject of a token. */
  readonly decidedBy: string;
  readonly comment: string;
}

/** A flagged image as the moderators' question has it. */
export interface Question {
  /** Present while the workflow waits. */
  readonly token: string | undefined;
  /** Which content was flagged. */
  readonly etag: string | undefined;
  readonly outcome: DecisionOutcome | undefined;
}
