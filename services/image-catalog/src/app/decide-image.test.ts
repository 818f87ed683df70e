import { describe, expect, test } from "vitest";
import type { Answer, Question } from "../domain/decision.ts";
import { imageIdOf } from "../domain/image-id.ts";
import { decideImage, type DecisionInput } from "./decide-image.ts";

const QUESTION: Question = { token: "token-1", etag: '"etag-1"', outcome: undefined };

/** Questions of which each token takes one answer, as Step Functions does. */
function aDesk(question: Question | undefined, { closed = false } = {}) {
  const answers: [string, Answer][] = [];
  const questions = {
    get: async () => question,
    answer: async (token: string, answer: Answer) => {
      if (closed || answers.length > 0) return false;
      answers.push([token, answer]);
      return true;
    },
  };
  return { answers, deps: { questions } };
}

function aDecision(over: Partial<DecisionInput> = {}): DecisionInput {
  const id = imageIdOf("wine.jpg");
  return { id, decision: "approve", decidedBy: "me", comment: "", etag: undefined, ...over };
}

describe("decideImage", () => {
  test("answers the workflow with who decided what and why", async () => {
    const { answers, deps } = aDesk(QUESTION);
    await decideImage(deps, aDecision({ decision: "reject", comment: "no", etag: '"etag-1"' }));
    const answer = { decision: "reject", decidedBy: "me", comment: "no" };
    expect(answers).toEqual([["token-1", answer]]);
  });

  test("lets one of many moderators decide", async () => {
    const { answers, deps } = aDesk(QUESTION);
    const all = ["a", "b", "c"].map((decidedBy) => decideImage(deps, aDecision({ decidedBy })));
    const settled = await Promise.allSettled(all);
    expect(settled.map(({ status }) => status).toSorted()).toEqual([
      "fulfilled",
      "rejected",
      "rejected",
    ]);
    expect(answers).toHaveLength(1);
  });

  test.each([
    { when: "there is no such image", question: undefined, code: "ImageNotFound" },
    {
      when: "nobody asked",
      question: { ...QUESTION, token: undefined },
      code: "NoDecisionAwaited",
    },
    {
      when: "it was decided on",
      question: { ...QUESTION, token: undefined, outcome: "reject" as const },
      code: "AlreadyDecided",
    },
    {
      when: "the time is over",
      question: { ...QUESTION, token: undefined, outcome: "timed-out" as const },
      code: "DecisionTimedOut",
    },
    {
      when: "the image was overwritten",
      question: { ...QUESTION, etag: '"etag-2"' },
      code: "ImageChanged",
    },
  ])("refuses with $code when $when", async ({ question, code }) => {
    const { answers, deps } = aDesk(question);
    const refused = decideImage(deps, aDecision({ etag: '"etag-1"' }));
    await expect(refused).rejects.toMatchObject({ code });
    expect(answers).toEqual([]);
  });

  test("refuses when the wait ended between the question and the answer", async () => {
    const { deps } = aDesk(QUESTION, { closed: true });
    await expect(decideImage(deps, aDecision())).rejects.toMatchObject({ kind: "conflict" });
  });

  test("refuses an id that is none", async () => {
    const { deps } = aDesk(QUESTION);
    const refused = decideImage(deps, aDecision({ id: "=" }));
    await expect(refused).rejects.toMatchObject({ code: "InvalidImageId" });
  });
});
