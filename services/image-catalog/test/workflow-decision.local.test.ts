import { type Json } from "@blueprints/local-cloud/state-machine-testing";
import { describe, expect, test } from "vitest";
import { imageIdOf } from "../src/domain/image-id.ts";
import { anUpload, byHand, FLAGGED, World } from "./workflow-world.ts";

const PLAYS = { "aws-sdk:rekognition:detectModerationLabels": () => FLAGGED };

function saying(decision: string, comment = ""): Json {
  return { decision, comment, decidedBy: "arn:moderator" };
}

async function aWorld(answer?: Json): Promise<World> {
  const world = await World.start();
  world.decide = async () => answer;
  return world;
}

describe("a flagged image", () => {
  test("is FLAGGED with its first label while it waits, and its token is in the row", async () => {
    const world = await World.start();
    let waiting: unknown;
    world.decide = async () => {
      waiting = await world.row();
      return undefined;
    };
    await world.run(anUpload(), PLAYS);
    expect(waiting).toMatchObject({
      status: "FLAGGED",
      reason: "Alcohol",
      decisionToken: expect.stringMatching(/./u) as string,
    });
    expect(JSON.stringify(world.sent("sns:publish"))).not.toContain("oken");
  });

  test("is labelled and catalogued when a moderator approves", async () => {
    const world = await aWorld(saying("approve"));
    expect(await world.run(anUpload(), PLAYS)).toMatchObject({ status: "SUCCEEDED" });
    const row = await world.row();
    expect(row).toMatchObject({
      status: "CATALOGUED",
      decision: "approve",
      decidedBy: "arn:moderator",
      decidedAt: expect.stringMatching(/^2026-01-15T12:/u) as string,
      detectedObjects: expect.stringContaining("Cat") as string,
      moderationLabels: expect.stringContaining("Alcohol") as string,
    });
    expect(row).not.toHaveProperty("decisionToken");
    expect(row).not.toHaveProperty("reason");
    expect(world.paidCalls).toBe(3);
  });

  test.each([
    { answer: saying("reject", "shows a brand"), reason: "RejectedByModerator: shows a brand" },
    { answer: saying("whatever"), reason: "RejectedByModerator: " },
  ])("is rejected, and never labelled, on $answer", async ({ answer, reason }) => {
    const world = await aWorld(answer);
    expect(await world.run(anUpload(), PLAYS)).toMatchObject({ status: "SUCCEEDED" });
    expect(await world.row()).toMatchObject({ status: "REJECTED", reason });
    expect(await world.row()).not.toHaveProperty("decisionToken");
    expect(world.paidCalls).toBe(1);
  });

  test("stays FLAGGED, without a token, when nobody decides in time", async () => {
    const world = await aWorld();
    expect(await world.run(anUpload(), PLAYS)).toMatchObject({ status: "SUCCEEDED" });
    const row = await world.row();
    expect(row).toMatchObject({
      status: "FLAGGED",
      decision: "timed-out",
      reason: "no decision in time",
    });
    expect(row).not.toHaveProperty("decisionToken");
    expect(world.count("sns:publish")).toBe(1);
  });

  test("is put before a moderator again by hand once nobody decided, and not before", async () => {
    const world = await World.start();
    world.decide = async () => {
      await world.run(byHand(), PLAYS); // while the first waits
      return undefined;
    };
    await world.run(anUpload(), PLAYS);
    expect(world.count("sns:publish")).toBe(1);
    world.decide = async () => saying("approve");
    await world.run(byHand(), PLAYS);
    expect(world.count("sns:publish")).toBe(2);
    expect(await world.row()).toMatchObject({ status: "CATALOGUED", decision: "approve" });
  });

  test("is not decided by an answer to the content before it was overwritten", async () => {
    const world = await World.start();
    world.decide = async (execution) => {
      if (execution !== "execution-1") return undefined;
      await world.run(anUpload({ sequencer: "0061", etag: "etag-2" }), PLAYS);
      return saying("approve");
    };
    await world.run(anUpload(), PLAYS);
    expect(await world.row()).toMatchObject({ status: "FLAGGED", etag: '"etag-2"' });
    expect(world.paidCalls).toBe(2);
    expect(world.count("sns:publish")).toBe(2);
  });

  test("is named in the mail by the id that the API takes, whatever the key", async () => {
    const world = await aWorld();
    for (const key of ["a/b?>.jpg", "größe 📷~~~.png", "../x>>.jpg"]) {
      await world.run(anUpload({ key }), PLAYS);
      expect(world.sent("sns:publish").at(-1)).toMatchObject({ Message: { id: imageIdOf(key) } });
    }
  });
});
