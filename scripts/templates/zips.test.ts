import { describe, expect, test } from "vitest";
import { type PackagedFunction, zipProblems } from "./zips.ts";

const MODULE = '{"type":"module"}';

function aFunction(
  files: Record<string, string | Uint8Array>,
  over: Partial<PackagedFunction> = {},
): PackagedFunction {
  const bytes = Object.entries(files).map(([path, content]): [string, Uint8Array] => [
    path,
    typeof content === "string" ? new TextEncoder().encode(content) : content,
  ]);
  return {
    id: "doWork",
    handler: "src/do-work.handler",
    zippedBytes: 1000,
    files: new Map(bytes),
    ...over,
  };
}

const good = { "src/do-work.js": "export const handler = 1;", "src/package.json": MODULE };

const source = "export const handler = 1;";

test.each<[string, Record<string, string>]>([
  ["an ES module with its package.json", good],
  ["an ES module with one further up", { "src/do-work.js": source, "package.json": MODULE }],
  ["an ES module by its name", { "src/do-work.mjs": source }],
  ["CommonJS", { "src/do-work.js": "exports.handler = 1;" }],
  ["CommonJS by its name", { "src/do-work.cjs": "exports.handler = 1;", "package.json": MODULE }],
])("a good zip is %s", async (_, files) => {
  expect(await zipProblems(aFunction(files))).toEqual([]);
});

describe("the handler", () => {
  test.each<[string, Record<string, string>]>([
    ["no such file in the zip", { "src/other.js": source }],
    [
      'src/do-work.js is an ES module without {"type":"module"} beside it',
      { "src/do-work.js": source },
    ],
    [
      'src/do-work.js is an ES module without {"type":"module"} beside it',
      { "src/do-work.js": source, "src/package.json": "{}", "package.json": MODULE },
    ],
    [
      "src/do-work.js is CommonJS, loaded as an ES module",
      { "src/do-work.js": "exports.handler = 1;", "package.json": MODULE },
    ],
    [
      "src/do-work.js exports no handler",
      { "src/do-work.js": "export const other = 1;", "package.json": MODULE },
    ],
  ])("is refused: %s", async (problem, files) => {
    expect(await zipProblems(aFunction(files))).toEqual([
      ["zip-handler", `src/do-work.handler: ${problem}`],
    ]);
  });

  test("never leaves the zip", async () => {
    const files = { "../src/do-work.js": "exports.handler = 1;" };
    const problems = await zipProblems(aFunction(files, { handler: "../src/do-work.handler" }));
    expect(problems.map(([rule]) => rule)).toEqual(["zip-contents", "zip-handler"]);
  });
});

test.each([".env", "src/.env.local", ".npmrc", "src/do-work.js.map", "tls.pem", "src/a.test.js"])(
  "%s is refused",
  async (path) => {
    const problems = await zipProblems(aFunction({ ...good, [path]: "x" }));
    expect(problems.map(([rule]) => rule)).toEqual(["zip-contents"]);
  },
);

test("more than Lambda takes is refused", async () => {
  expect(await zipProblems(aFunction(good, { zippedBytes: 50_000_001 }))).toEqual([
    ["zip-size", "50.0 MB zipped, over 50"],
  ]);
  const large = { ...good, "model.bin": new Uint8Array(250_000_001) };
  expect(await zipProblems(aFunction(large))).toEqual([
    ["zip-size", "250.0 MB unpacked, over 250"],
  ]);
});
