import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { jsonDepth, readJsonBody, type BodyLimits, type RawBody } from "./json-body.ts";

function aBody(text: string, over: Partial<RawBody> = {}): RawBody {
  return { text, isBase64: false, contentType: "application/json", ...over };
}

function codeOf(body: RawBody, limits?: BodyLimits): string {
  try {
    readJsonBody(body, limits);
  } catch (error) {
    return (error as Error).name;
  }
  return "none";
}

/** Deepest nesting of a parsed value, the slow and obvious way. */
function depthOf(value: unknown): number {
  if (typeof value !== "object" || value === null) return 0;
  return 1 + Math.max(0, ...Object.values(value).map(depthOf));
}

function nested(levels: number): string {
  return "[".repeat(levels) + "]".repeat(levels);
}

describe("readJsonBody", () => {
  test("reads any JSON value, plain or in base64", () => {
    fc.assert(
      fc.property(fc.jsonValue({ noUnicodeString: false }), fc.boolean(), (value, isBase64) => {
        const json = JSON.stringify(value);
        fc.pre(!json.includes("__proto__"));
        const text = isBase64 ? Buffer.from(json).toString("base64") : json;
        expect(readJsonBody(aBody(text, { isBase64 }))).toEqual(JSON.parse(json));
      }),
    );
  });

  test("ends every hostile text in a typed refusal or a value, and changes no prototype", () => {
    const keys = Object.getOwnPropertyNames(Object.prototype).sort();
    const hostile = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.mixedCase(fc.constantFrom("__proto__", "constructor", "prototype")),
      fc.string({
        unit: fc.constantFrom("{", "}", "[", "]", '"', "\\", ",", ":", "\u0000", "\ud800"),
      }),
    );
    fc.assert(
      fc.property(hostile, fc.boolean(), (text, isBase64) => {
        expect(["none", "InvalidBody"]).toContain(codeOf(aBody(text, { isBase64 })));
        expect(Object.getOwnPropertyNames(Object.prototype).sort()).toEqual(keys);
      }),
      { numRuns: 1000 },
    );
  });

  test.each([
    '{"__proto__": {"admin": true}}',
    String.raw`{"\u005f_proto__": {"admin": true}}`,
    '{"a": [{"constructor": {"prototype": {"admin": true}}}]}',
  ])("refuses %s", (text) => {
    expect(codeOf(aBody(text))).toBe("InvalidBody");
  });

  test("lets a field called constructor pass when it reaches nothing", () => {
    expect(readJsonBody(aBody('{"constructor": "Eiffel"}'))).toEqual({ constructor: "Eiffel" });
  });

  test.each([
    { contentType: "application/json", code: "none" },
    { contentType: "Application/JSON; charset=utf-8", code: "none" },
    { contentType: "application/vnd.api+json", code: "none" },
    { contentType: undefined, code: "none" },
    { contentType: "text/plain", code: "UnsupportedMediaType" },
    { contentType: "application/x-www-form-urlencoded", code: "UnsupportedMediaType" },
    { contentType: "application/jsonp", code: "UnsupportedMediaType" },
  ])("answers $code to content type $contentType", ({ contentType, code }) => {
    expect(codeOf(aBody("{}", { contentType }))).toBe(code);
  });

  test.each([
    { text: '"1234"', isBase64: false, code: "none" },
    { text: '"12345"', isBase64: false, code: "RequestTooLarge" },
    { text: '"äöüä"', isBase64: false, code: "RequestTooLarge" },
    { text: Buffer.from('"1234"').toString("base64"), isBase64: true, code: "none" },
    { text: Buffer.from('"12345"').toString("base64"), isBase64: true, code: "RequestTooLarge" },
  ])("answers $code to $text where 6 bytes are allowed", ({ text, isBase64, code }) => {
    expect(codeOf(aBody(text, { isBase64 }), { maxBytes: 6 })).toBe(code);
  });

  test("refuses bytes that are no UTF-8", () => {
    const text = Buffer.from([0x22, 0xff, 0x22]).toString("base64");
    expect(codeOf(aBody(text, { isBase64: true }))).toBe("InvalidBody");
  });

  test("refuses a body nested 10,000 deep and takes one at the limit", () => {
    expect(codeOf(aBody(nested(10_000)))).toBe("InvalidBody");
    expect(codeOf(aBody(nested(65)))).toBe("InvalidBody");
    expect(codeOf(aBody(nested(64)))).toBe("none");
  });

  test("never quotes the body in its message", () => {
    expect(() => readJsonBody(aBody('{"password": hunter2}'))).toThrow(
      /^the body is not valid JSON$/u,
    );
  });

  test("reads a string of 6 MB within a second", () => {
    const text = JSON.stringify({ image: "A".repeat(6_000_000), note: "\\".repeat(1000) });
    const startedAt = performance.now();
    readJsonBody(aBody(text), { maxBytes: 7_000_000 });
    expect(performance.now() - startedAt).toBeLessThan(1000);
  });
});

describe("jsonDepth", () => {
  test("is the nesting of the parsed value, whatever its strings hold", () => {
    const text = fc.string({ unit: fc.constantFrom('"', "\\", "[", "{", "]", "}", "x") });
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof(
        text,
        fc.array(tie("tree"), { maxLength: 3 }),
        fc.dictionary(text, tie("tree"), { maxKeys: 3 }),
      ),
    }));
    fc.assert(
      fc.property(tree, (value) => {
        expect(jsonDepth(JSON.stringify(value))).toBe(depthOf(value));
      }),
    );
  });
});
