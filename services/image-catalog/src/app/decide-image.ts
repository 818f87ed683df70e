import { ConflictError, NotFoundError } from "@blueprints/lambda-kit/errors";
import type { Answer, DecisionOutcome, Question } from "../domain/decision.ts";
import { keyOfImageId } from "../domain/image-id.ts";
import type { Questions } from "./ports.ts";

/** A decision, and on which content when the moderator says so. */
export interface DecisionInput extends Answer {
  readonly id: string;
  readonly etag: string | undefined;
}

function tooLate(outcome: DecisionOutcome | undefined): ConflictError {
  if (outcome === undefined) {
    return new ConflictError("NoDecisionAwaited", "nobody waits for a decision on this image");
  }
  return outcome === "timed-out"
    ? new ConflictError("DecisionTimedOut", "the time to decide on this image is over")
    : new ConflictError("AlreadyDecided", `this image was decided on: ${outcome}`);
}

function assertSameContent(question: Question, etag: string | undefined): void {
  if (etag === undefined || etag === question.etag) return;
  throw new ConflictError("ImageChanged", "the image was overwritten since it was flagged");
}

/**
 * Gives a moderator's decision to the workflow that waits for it.
 *
 * @throws {InvalidError} see {@link keyOfImageId}.
 * @throws {NotFoundError} `ImageNotFound`.
 * @throws {ConflictError} `ImageChanged`, `NoDecisionAwaited`, `AlreadyDecided`, `DecisionTimedOut`.
 */
export async function decideImage(
  deps: { readonly questions: Questions },
  { id, etag, ...answer }: DecisionInput,
): Promise<void> {
  const key = keyOfImageId(id);
  const question = await deps.questions.get(key);
  if (question === undefined) throw new NotFoundError("ImageNotFound", "there is no such image");
  assertSameContent(question, etag);
  if (question.token === undefined) throw tooLate(question.outcome);
  if (await deps.questions.answer(question.token, answer)) return;
  // Somebody was faster, or the clock was: the row will say which once the workflow has written it.
  throw tooLate((await deps.questions.get(key))?.outcome);
}
