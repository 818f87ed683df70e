import { describe, expect, test } from "vitest";
import { invalidS3Object } from "./errors.ts";
import { loadImage, type ObjectReader } from "./image-source.ts";

const JPEG = Uint8Array.of(0xff, 0xd8, 0xff, 0xe0, 0, 0);
const MIB = 1024 * 1024;
const TEXT = new TextEncoder().encode("<html>");

function objects(over: Partial<ObjectReader> = {}): ObjectReader {
  return {
    sizeBytes: () => Promise.resolve(JPEG.length),
    read: () => Promise.resolve(JPEG),
    ...over,
  };
}

const noObjects: ObjectReader = {
  sizeBytes: () => Promise.reject(invalidS3Object()),
  read: () => Promise.reject(invalidS3Object()),
};

const S3_OBJECT = { Bucket: "pictures", Name: "cat.jpg" };

describe("loadImage", () => {
  test("takes the bytes of the request", async () => {
    expect(await loadImage({ Bytes: JPEG }, noObjects)).toBe(JPEG);
  });

  test("reads the named version of the object", async () => {
    const asked: unknown[] = [];
    const read = (address: unknown): Promise<Uint8Array> => {
      asked.push(address);
      return Promise.resolve(JPEG);
    };
    expect(await loadImage({ S3Object: { ...S3_OBJECT, Version: "v1" } }, objects({ read }))).toBe(
      JPEG,
    );
    expect(asked).toEqual([{ bucket: "pictures", name: "cat.jpg", version: "v1" }]);
  });

  test.each([
    { what: "no image", image: undefined, code: "ValidationException" },
    { what: "an empty image", image: {}, code: "InvalidParameterException" },
    {
      what: "bytes and an object",
      image: { Bytes: JPEG, S3Object: S3_OBJECT },
      code: "InvalidParameterException",
    },
    {
      what: "an object without a name",
      image: { S3Object: { Bucket: "pictures" } },
      code: "InvalidParameterException",
    },
    { what: "no bytes", image: { Bytes: new Uint8Array() }, code: "ValidationException" },
    {
      what: "a bucket name with a slash",
      image: { S3Object: { Bucket: "a/../b", Name: "x" } },
      code: "ValidationException",
    },
    {
      what: "an empty name",
      image: { S3Object: { Bucket: "pictures", Name: "" } },
      code: "ValidationException",
    },
    {
      what: "bytes that are no image",
      image: { Bytes: TEXT },
      code: "InvalidImageFormatException",
    },
  ])("refuses $what with $code", async ({ image, code }) => {
    await expect(loadImage(image, objects())).rejects.toMatchObject({ code, status: 400 });
  });

  test("takes 5 MB of bytes and refuses one more, in the words of the API's constraint", async () => {
    const largest = new Uint8Array(5 * MIB);
    largest.set(JPEG);
    expect(await loadImage({ Bytes: largest }, noObjects)).toBe(largest);
    await expect(loadImage({ Bytes: new Uint8Array(5 * MIB + 1) }, noObjects)).rejects.toThrow(
      "1 validation error detected: Value at 'image.bytes' failed to satisfy constraint: Member must have length less than or equal to 5242880",
    );
  });

  test("refuses an object beyond 15 MB without reading it", async () => {
    const large: ObjectReader = {
      sizeBytes: () => Promise.resolve(15 * MIB + 1),
      read: () => Promise.reject(new Error("was read")),
    };
    await expect(loadImage({ S3Object: S3_OBJECT }, large)).rejects.toMatchObject({
      code: "ImageTooLargeException",
    });
  });

  test("refuses an empty object as one that it cannot get", async () => {
    const empty = objects({ sizeBytes: () => Promise.resolve(0) });
    await expect(loadImage({ S3Object: S3_OBJECT }, empty)).rejects.toMatchObject({
      code: "InvalidS3ObjectException",
      message:
        "Unable to get object metadata from S3. Check object key, region and/or access permissions.",
    });
  });

  test("refuses an object that is no image", async () => {
    const page = objects({ read: () => Promise.resolve(TEXT) });
    await expect(loadImage({ S3Object: S3_OBJECT }, page)).rejects.toMatchObject({
      code: "InvalidImageFormatException",
      message: "Request has invalid image format",
    });
  });
});
