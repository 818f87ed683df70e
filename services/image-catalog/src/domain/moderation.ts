/** One kind of inappropriate content found in an image. */
export interface ModerationLabel {
  readonly name: string;
  /** The broader label it belongs to; empty for a label of the first level. */
  readonly parentName: string;
  /** Percent. */
  readonly confidence: number;
}

/** What the moderation model says of an image. */
export interface Moderation {
  readonly moderationLabels: readonly ModerationLabel[];
  readonly modelVersion: string;
}

/** Whether a moderator must see an image, and why. */
export interface Verdict extends Moderation {
  readonly flagged: boolean;
}

/** Any label flags an image, as in the post's workflow. */
export function judge(moderation: Moderation): Verdict {
  return { flagged: moderation.moderationLabels.length > 0, ...moderation };
}
