import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseCopySource } from "./copy-source.ts";

describe("parseCopySource", () => {
  test.each([
    { header: "b/k", key: "k", versionId: undefined },
    { header: "/b/k", key: "k", versionId: undefined },
    { header: "b/a%20b%2Bc/%C3%BC", key: "a b+c/ü", versionId: undefined },
    { header: "b//x", key: "/x", versionId: undefined },
    { header: "b/k?versionId=abc", key: "k", versionId: "abc" },
    { header: "b/k%3FversionId=1?versionId=2", key: "k?versionId=1", versionId: "2" },
    { header: "b/a+b", key: "a+b", versionId: undefined },
  ])("reads $header", ({ header, key, versionId }) => {
    expect(parseCopySource(header)).toEqual({ bucket: "b", key, versionId });
  });

  test.each(["", "b", "b/", "/", "b/%zz"])("refuses %j", (header) => {
    expect(() => parseCopySource(header)).toThrow(
      expect.objectContaining({ code: "InvalidArgument" }),
    );
  });

  test("undoes the encoding of any key", () => {
    const key = fc.string({ unit: "binary", minLength: 1 }).filter((text) => text.isWellFormed());
    fc.assert(
      fc.property(key, (text) => {
        expect(parseCopySource(`b/${encodeURIComponent(text)}`).key).toBe(text);
      }),
    );
  });
});
