import fc from "fast-check";
import { strToU8, zipSync, type Zippable } from "fflate";
import { describe, expect, test } from "vitest";
import { BadZipError, readZip } from "./zip.ts";

const LIMIT = 1_000_000;
const UNIX = 3;

/** An archive with one file of this name. */
function archiveWith(path: string): Uint8Array {
  const files: Zippable = { [path]: strToU8("x") };
  return zipSync(files);
}

/** An archive with one file of this Unix mode. */
function withMode(mode: number): Uint8Array {
  return zipSync({ tool: [strToU8("x"), { os: UNIX, attrs: mode * 2 ** 16 }] });
}

describe("readZip", () => {
  test("gives back what was packed, stored or deflated", async () => {
    const names = fc.stringMatching(/^[a-z]{1,8}(\/[a-z]{1,8}){0,2}\.js$/);
    await fc.assert(
      fc.asyncProperty(
        fc.dictionary(names, fc.uint8Array({ maxLength: 300 }), { noNullPrototype: true }),
        fc.constantFrom(0 as const, 6 as const),
        async (files, level) => {
          const entries = await readZip(zipSync(files, { level }), LIMIT);
          const read = entries.map(({ path, data }) => [path, Buffer.from(data).toString("hex")]);
          const packed = Object.entries(files).map(([path, data]) => [
            path,
            Buffer.from(data).toString("hex"),
          ]);
          expect(new Map(read as [string, string][])).toEqual(
            new Map(packed as [string, string][]),
          );
        },
      ),
    );
  });

  test("answers any damaged archive with its own error", async () => {
    const whole = zipSync({ "a.js": strToU8("export const a = 1;".repeat(20)) });
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { minLength: 1, maxLength: 8 }),
        async (changes) => {
          const damaged = Uint8Array.from(whole);
          for (const [at, byte] of changes) damaged[at] = byte;
          const outcome = await readZip(damaged, LIMIT).then(
            () => "read",
            (error: unknown) => (error instanceof BadZipError ? "refused" : error),
          );
          expect(["read", "refused"]).toContain(outcome);
        },
      ),
      { numRuns: 500 },
    );
  });

  test.each(["../a", "a/../../b", "/etc/passwd", "C:\\a", "a\\..\\..\\b", "a\0b"])(
    "refuses the path %j",
    async (path) => {
      await expect(readZip(archiveWith(path), LIMIT)).rejects.toBeInstanceOf(BadZipError);
    },
  );

  test("refuses what unpacks to more than the limit", async () => {
    const bomb = zipSync({ a: new Uint8Array(LIMIT + 1) });
    await expect(readZip(bomb, LIMIT)).rejects.toThrow("Unzipped size");
  });

  test("refuses symbolic links and shows what may be run", async () => {
    expect((await readZip(withMode(0o100755), LIMIT))[0]?.executable).toBe(true);
    expect((await readZip(withMode(0o100644), LIMIT))[0]?.executable).toBe(false);
    await expect(readZip(withMode(0o120777), LIMIT)).rejects.toThrow("Symbolic links");
  });
});
