import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { imageIdOf, keyOfImageId } from "./image-id.ts";

describe("an image id", () => {
  test("comes back as the key it was made of, whatever the key", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", minLength: 1 }), (key) => {
        fc.pre(key.isWellFormed());
        expect(keyOfImageId(imageIdOf(key))).toBe(key);
      }),
    );
  });

  test("has only characters that need no encoding in a path", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", minLength: 1 }), (key) => {
        expect(imageIdOf(key)).toMatch(/^[\w-]+$/u);
      }),
    );
  });

  test.each(["", "=", "Y2F0Lmpw Zw", "Y2F0LmpwZw==", "a", "_w", "../x", "Y2F0LmpwZ"])(
    "is refused when no key has it: %j",
    (id) => {
      expect(() => keyOfImageId(id)).toThrow(
        expect.objectContaining({ kind: "invalid", code: "InvalidImageId" }) as Error,
      );
    },
  );

  test("is either refused or an id, whatever the text", () => {
    fc.assert(
      fc.property(fc.string(), (id) => {
        let key: string;
        try {
          key = keyOfImageId(id);
        } catch {
          return;
        }
        expect(imageIdOf(key)).toBe(id);
      }),
    );
  });
});
