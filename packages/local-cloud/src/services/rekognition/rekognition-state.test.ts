import { Readable } from "node:stream";
import { describe, expect, test } from "vitest";
import type { Principal } from "../../access/principal.ts";
import { AwsError, NotEmulatedError } from "../../errors.ts";
import { objectsOf, type RekognitionContext } from "./rekognition-state.ts";

const ROLE: Principal = {
  kind: "role",
  accountId: "000000000000",
  roleArn: "arn:aws:iam::000000000000:role/workflow",
  sessionName: "run",
};
const ADDRESS = { bucket: "pictures", name: "cat.jpg", version: "v1" };

function contextWith(call: (...asked: unknown[]) => Promise<unknown>): RekognitionContext {
  const signal = new AbortController().signal;
  return { cloud: { call }, principal: ROLE, signal } as unknown as RekognitionContext;
}

function failingWith(failure: Error): RekognitionContext {
  return contextWith(async () => {
    throw failure;
  });
}

describe("objectsOf", () => {
  test("asks S3 as the caller of Rekognition, for the version named", async () => {
    const asked: unknown[] = [];
    const context = contextWith((...args) => {
      asked.push(args);
      return Promise.resolve({
        ContentLength: 3,
        Body: Readable.from([Buffer.from("ab"), Buffer.from("c")]),
      });
    });
    const objects = objectsOf(context);
    expect(await objects.sizeBytes(ADDRESS)).toBe(3);
    expect(Buffer.from(await objects.read(ADDRESS)).toString()).toBe("abc");
    const input = { Bucket: "pictures", Key: "cat.jpg", VersionId: "v1" };
    const options = { as: ROLE, signal: context.signal };
    expect(asked).toEqual([
      ["s3", "HeadObject", input, options],
      ["s3", "GetObject", input, options],
    ]);
  });

  test.each([
    {
      answer: new AwsError("AccessDenied", "Access Denied", { status: 403 }),
      code: "InvalidS3ObjectException",
    },
    {
      answer: new AwsError("NotFound", "Not Found", { status: 404 }),
      code: "InvalidS3ObjectException",
    },
    {
      answer: new AwsError("SlowDown", "Reduce your request rate", { status: 503 }),
      code: "InternalServerError",
    },
    { answer: new NotEmulatedError("s3:HeadObject"), code: "NotEmulated" },
  ])("turns S3's $answer.code into $code", async ({ answer, code }) => {
    const objects = objectsOf(failingWith(answer));
    await expect(objects.sizeBytes(ADDRESS)).rejects.toMatchObject({ code });
    await expect(objects.read(ADDRESS)).rejects.toMatchObject({ code });
  });

  test("lets a defect be a defect", async () => {
    const defect = new TypeError("undefined is not a function");
    await expect(objectsOf(failingWith(defect)).read(ADDRESS)).rejects.toBe(defect);
  });
});
