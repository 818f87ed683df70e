import {
  AccessDeniedException,
  ImageTooLargeException,
  InternalServerError,
  InvalidImageFormatException,
  InvalidParameterException,
  InvalidS3ObjectException,
  ProvisionedThroughputExceededException,
  RekognitionServiceException,
  ThrottlingException,
  type DetectModerationLabelsCommand,
  type RekognitionClient,
} from "@aws-sdk/client-rekognition";
import { describe, expect, test } from "vitest";
import { rekognitionModerator } from "./content-moderator-rekognition.ts";

const OF = { message: "said by Rekognition", $metadata: {} };
const IN_S3 = { bucket: "photos", key: "a b+c.jpg" };

/** An error as Node and the SDK's HTTP handler throw them. */
function named(name: string, code?: string): Error {
  return Object.assign(new Error("m"), { name, ...(code !== undefined && { code }) });
}

/** A client that answers once, and remembers the command's input. */
function aClient(answer: unknown) {
  const asked: unknown[] = [];
  const send = async (command: DetectModerationLabelsCommand): Promise<unknown> => {
    asked.push(command.input);
    if (answer instanceof Error) throw answer;
    return answer;
  };
  return { asked, client: { send } as unknown as RekognitionClient };
}

describe("rekognitionModerator", () => {
  test("asks for an object by its key as stored, and answers labels in our words", async () => {
    const { asked, client } = aClient({
      ModerationLabels: [{ Name: "Alcohol", ParentName: "", Confidence: 97.5, TaxonomyLevel: 1 }],
      ModerationModelVersion: "7.0",
    });
    expect(await rekognitionModerator(client, 60).moderate(IN_S3)).toEqual({
      moderationLabels: [{ name: "Alcohol", parentName: "", confidence: 97.5 }],
      modelVersion: "7.0",
    });
    expect(asked).toEqual([
      { Image: { S3Object: { Bucket: "photos", Name: "a b+c.jpg" } }, MinConfidence: 60 },
    ]);
  });

  test("sends bytes along", async () => {
    const { asked, client } = aClient({ ModerationLabels: [], ModerationModelVersion: "7.0" });
    const image = new Uint8Array([1]);
    await rekognitionModerator(client, 50).moderate({ image });
    expect(asked).toEqual([{ Image: { Bytes: image }, MinConfidence: 50 }]);
  });

  test.each([
    { error: new InvalidImageFormatException(OF), code: "UnsupportedImage" },
    { error: new ImageTooLargeException(OF), code: "UnsupportedImage" },
    { error: new InvalidParameterException(OF), code: "UnsupportedImage" },
    { error: new InvalidS3ObjectException(OF), code: "ImageNotFound" },
    { error: new ThrottlingException(OF), code: "ModerationUnavailable" },
    { error: new ProvisionedThroughputExceededException(OF), code: "ModerationUnavailable" },
    { error: new InternalServerError(OF), code: "ModerationUnavailable" },
    {
      error: new RekognitionServiceException({ name: "503", $fault: "server", ...OF }),
      code: "ModerationUnavailable",
    },
    { error: named("TimeoutError"), code: "ModerationUnavailable" },
    { error: named("Error", "ECONNRESET"), code: "ModerationUnavailable" },
    { error: named("Error", "EAI_AGAIN"), code: "ModerationUnavailable" },
  ])("says $code for $error.name", async ({ error, code }) => {
    const { client } = aClient(error);
    const failed = rekognitionModerator(client, 50).moderate(IN_S3);
    await expect(failed).rejects.toMatchObject({ code, cause: error });
  });

  test.each([
    { error: new AccessDeniedException(OF) },
    { error: named("TypeError") },
    { error: named("TypeError", "ERR_INVALID_ARG_TYPE") },
  ])("leaves $error.name a defect", async ({ error }) => {
    const { client } = aClient(error);
    await expect(rekognitionModerator(client, 50).moderate(IN_S3)).rejects.toBe(error);
  });
});
