import { expect, test } from "vitest";
import { judge } from "./moderation.ts";

const ALCOHOL = { name: "Alcohol", parentName: "", confidence: 51 };

test("flags an image with any label", () => {
  expect(judge({ moderationLabels: [ALCOHOL], modelVersion: "7.0" })).toEqual({
    flagged: true,
    moderationLabels: [ALCOHOL],
    modelVersion: "7.0",
  });
});

test("flags no image without labels", () => {
  expect(judge({ moderationLabels: [], modelVersion: "7.0" })).toMatchObject({ flagged: false });
});
