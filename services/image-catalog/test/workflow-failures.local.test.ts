import { StateError, type Json } from "@blueprints/local-cloud/state-machine-testing";
import { describe, expect, test } from "vitest";
import { anUpload, byHand, CAT, CLEAN, FLAGGED, STOP, World, type Play } from "./workflow-world.ts";

const MODERATE = "aws-sdk:rekognition:detectModerationLabels";

function fails(error: string): Play {
  return () => {
    throw new StateError(error, "played by the test");
  };
}

function timesOut(): never {
  throw new StateError("States.Timeout");
}

/** Fails its first calls, then answers. */
function failsFirst(times: number, error: string, answer: Json): Play {
  let calls = 0;
  return () => {
    calls += 1;
    if (calls <= times) throw new StateError(error, "played by the test");
    return answer;
  };
}

const HEAD_ANSWER = { ETag: '"etag-1"', ContentLength: 2048, ContentType: "image/jpeg" };

describe("a fault that passes", () => {
  test.each([
    { by: "aws-sdk:s3:headObject", error: "S3.S3Exception", answer: HEAD_ANSWER },
    { by: MODERATE, error: "Rekognition.ThrottlingException", answer: CLEAN },
    { by: MODERATE, error: "Rekognition.ProvisionedThroughputExceededException", answer: CLEAN },
    { by: MODERATE, error: "Rekognition.InternalServerErrorException", answer: CLEAN },
    { by: MODERATE, error: "States.Timeout", answer: CLEAN },
    {
      by: "aws-sdk:rekognition:detectLabels",
      error: "Rekognition.ThrottlingException",
      answer: { Labels: [CAT] },
    },
    {
      by: "aws-sdk:rekognition:detectText",
      error: "Rekognition.ThrottlingException",
      answer: { TextDetections: [STOP] },
    },
  ])("leaves no trace: $error of $by three times", async ({ by, error, answer }) => {
    const world = await World.start();
    await world.run(anUpload(), { [by]: failsFirst(3, error, answer) });
    expect(await world.row()).toMatchObject({ status: "CATALOGUED" });
    expect(world.count(by)).toBe(4);
  });

  test("of the table is retried under the prefix of the optimised integration", async () => {
    const world = await World.start();
    let calls = 0;
    await world.run(anUpload(), {
      "dynamodb:updateItem": async (parameters) => {
        calls += 1;
        if (calls % 4 !== 0)
          throw new StateError("DynamoDB.ProvisionedThroughputExceededException");
        return world.update(parameters);
      },
    });
    expect(await world.row()).toMatchObject({ status: "CATALOGUED" });
  });

  test("of the topic does not lose the mail", async () => {
    const world = await World.start();
    await world.run(anUpload(), {
      [MODERATE]: () => FLAGGED,
      "sns:publish": failsFirst(3, "SNS.InternalErrorException", {}),
    });
    expect(await world.row()).toMatchObject({ status: "FLAGGED" });
  });

  test.each([
    ["InternalServerError", 7],
    ["ThrottlingException", 13],
    ["ProvisionedThroughputExceededException", 13],
  ])("%s of Rekognition is given up after %i tries", async (code, tries) => {
    const world = await World.start();
    await world.run(anUpload(), { [MODERATE]: fails(`Rekognition.${code}`) });
    expect(world.count(MODERATE)).toBe(tries);
    expect(await world.row()).toMatchObject({ status: "FAILED" });
  });
});

describe("a fault that stays", () => {
  test.each([
    { by: "aws-sdk:s3:headObject", error: "S3.S3Exception" },
    { by: MODERATE, error: "Rekognition.AccessDeniedException" },
    { by: MODERATE, error: "Rekognition.InvalidS3ObjectException" },
    { by: "aws-sdk:rekognition:detectLabels", error: "Rekognition.AccessDeniedException" },
    { by: "aws-sdk:rekognition:detectText", error: "Rekognition.AccessDeniedException" },
  ])("is in the row, the dead letter and the execution: $error of $by", async ({ by, error }) => {
    const world = await World.start();
    const outcome = await world.run(anUpload(), { [by]: fails(error) });
    const cause = "played by the test";
    expect(outcome).toMatchObject({ status: "FAILED", error, cause });
    expect(await world.row()).toMatchObject({
      status: "FAILED",
      reason: `${error}: ${cause}`,
      execution: "execution-1",
      finishedAt: expect.any(String) as string,
    });
    expect(world.sent("sqs:sendMessage")).toEqual([
      {
        QueueUrl: "DeadLetters",
        MessageBody: {
          bucket: "IngestionBucket",
          key: "cat.jpg",
          error: { Error: error, Cause: cause },
          execution: "execution-1",
        },
      },
    ]);
  });

  test("without a cause, as time-outs are, is recorded all the same", async () => {
    const world = await World.start();
    const outcome = await world.run(anUpload(), { [MODERATE]: timesOut });
    expect(outcome).toMatchObject({ status: "FAILED", error: "States.Timeout" });
    expect(await world.row()).toMatchObject({
      status: "FAILED",
      reason: "States.Timeout: ",
    });
    expect(world.count("sqs:sendMessage")).toBe(1);
  });

  test("is an answer too large for the state, too: the row and the dead letter say so", async () => {
    const Instances = Array.from({ length: 40 }, () => ({ Confidence: 99, Note: "x".repeat(150) }));
    const Labels = Array.from({ length: 50 }, () => ({ ...CAT, Instances }));
    const world = await World.start();
    const outcome = await world.run(anUpload(), {
      "aws-sdk:rekognition:detectLabels": () => ({ Labels }),
    });
    expect(outcome).toMatchObject({ status: "FAILED", error: "States.DataLimitExceeded" });
    expect(await world.row()).toMatchObject({
      status: "FAILED",
      reason: expect.stringMatching(/^States\.DataLimitExceeded: /u) as string,
    });
    expect(world.count("sqs:sendMessage")).toBe(1);
  });

  test("of the topic makes a flagged image fail, so that somebody looks", async () => {
    const world = await World.start();
    const denied = fails("SNS.AuthorizationErrorException");
    await world.run(anUpload(), { [MODERATE]: () => FLAGGED, "sns:publish": denied });
    expect(await world.row()).toMatchObject({ status: "FAILED" });
    expect(world.count("sqs:sendMessage")).toBe(1);
  });

  test("is mended by starting the machine with the dead letter", async () => {
    const world = await World.start();
    await world.run(anUpload(), { [MODERATE]: fails("Rekognition.AccessDeniedException") });
    const [letter] = world.sent("sqs:sendMessage") as { MessageBody: Json }[];
    await world.run(letter?.MessageBody ?? null);
    expect(await world.row()).toMatchObject({ status: "CATALOGUED" });
    expect(await world.row()).not.toHaveProperty("reason");
  });

  test("is mended by the same event, delivered again", async () => {
    const world = await World.start();
    await world.run(anUpload(), { [MODERATE]: fails("Rekognition.AccessDeniedException") });
    await world.run(anUpload());
    expect(await world.row()).toMatchObject({ status: "CATALOGUED" });
  });

  test.each([
    { way: "an upload", input: anUpload() },
    { way: "hand", input: byHand() },
  ])("of the table itself leaves a dead letter of $way", async ({ input }) => {
    const world = await World.start();
    const down = fails("DynamoDB.ThrottlingException");
    const outcome = await world.run(input, { "dynamodb:updateItem": down });
    expect(outcome).toMatchObject({ status: "FAILED", error: "DynamoDB.ThrottlingException" });
    expect(world.count("sqs:sendMessage")).toBe(1);
    expect(world.paidCalls).toBe(0);
  });

  test("of the dead letter queue ends the execution as failed, for the alarm", async () => {
    const world = await World.start();
    const outcome = await world.run(anUpload(), {
      [MODERATE]: fails("Rekognition.AccessDeniedException"),
      "sqs:sendMessage": fails("SQS.AmazonSQSException"),
    });
    expect(outcome).toMatchObject({ status: "FAILED", error: "SQS.AmazonSQSException" });
    expect(await world.row()).toMatchObject({ status: "FAILED" });
  });
});
