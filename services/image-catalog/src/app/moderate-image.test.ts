import { InvalidError, UnavailableError } from "@blueprints/lambda-kit/errors";
import { describe, expect, test } from "vitest";
import type { Image } from "../domain/image.ts";
import type { Moderation } from "../domain/moderation.ts";
import { moderateImage } from "./moderate-image.ts";

const CLEAN: Moderation = { moderationLabels: [], modelVersion: "7.0" };

/** A model that says the same of everything, and remembers what it was asked. */
function aModerator(answer: Moderation | Error = CLEAN) {
  const asked: Image[] = [];
  const moderate = async (image: Image): Promise<Moderation> => {
    asked.push(image);
    if (answer instanceof Error) throw answer;
    return answer;
  };
  return { asked, deps: { moderator: { moderate } } };
}

describe("moderateImage", () => {
  test("judges what the model says of an object", async () => {
    const { asked, deps } = aModerator();
    const image = { bucket: "photos", key: "cat.jpg" };
    expect(await moderateImage(deps, image)).toEqual({ flagged: false, ...CLEAN });
    expect(asked).toEqual([image]);
  });

  test("refuses bytes that are no image before the model is paid", async () => {
    const { asked, deps } = aModerator();
    const image = Buffer.from("<html>");
    await expect(moderateImage(deps, { image })).rejects.toBeInstanceOf(InvalidError);
    expect(asked).toEqual([]);
  });

  test("passes on that the model is down", async () => {
    const down = new UnavailableError("ModerationUnavailable", "down");
    const { deps } = aModerator(down);
    await expect(moderateImage(deps, { bucket: "photos", key: "k" })).rejects.toBe(down);
  });
});
