import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { fingerprint } from "./fingerprint.ts";

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), "fingerprint-"));
  onTestFinished(() => {
    rmSync(path, { recursive: true, force: true });
  });
  mkdirSync(join(path, "src"));
  writeFileSync(join(path, "src", "a.ts"), "one");
  return path;
}

test("a fingerprint stays while nothing changes, and tools leave theirs behind", () => {
  const path = folder();
  const before = fingerprint([path]);
  mkdirSync(join(path, "node_modules"));
  writeFileSync(join(path, "node_modules", "x.js"), "x");
  expect(fingerprint([path])).toBe(before);
});

test.each([
  ["another content", "a.ts", "two"],
  ["a new file", "b.ts", ""],
])("%s gives another fingerprint", (_what, name, content) => {
  const path = folder();
  const before = fingerprint([path]);
  writeFileSync(join(path, "src", name), content);
  expect(fingerprint([path])).not.toBe(before);
});

test("where the files are does not count", () => {
  expect(fingerprint([folder()])).toBe(fingerprint([folder()]));
});

test("a path that does not exist is an error", () => {
  expect(() => fingerprint([join(folder(), "none")])).toThrow("ENOENT");
});
