import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { SchemaChecker } from "./schema.ts";
import { type Change, goodWith } from "./test/good-template.ts";

const folder = mkdtempSync(join(tmpdir(), "templates-"));
const checker = new SchemaChecker();
afterAll(() => {
  checker[Symbol.dispose]();
  rmSync(folder, { recursive: true });
});

function check(...changes: readonly Change[]): readonly string[] {
  const path = join(folder, "template.json");
  writeFileSync(path, JSON.stringify(goodWith(...changes)));
  const { findings, resources } = checker.check("parcels", path);
  expect(resources).toBeGreaterThan(0);
  return findings.map(({ resource, problem }) => `${resource}: ${problem.split(":")[0]}`);
}

describe("AWS's own checker", () => {
  test("lets the good template pass", () => {
    expect(check()).toEqual([]);
  });

  test.each<[what: string, path: string, value: unknown]>([
    ["an unknown property", "Work/Properties/VisibilityTimeOut", 5],
    ["a wrong type", "Work/Properties/VisibilityTimeout", "long"],
    ["a value out of its range", "Work/Properties/MessageRetentionPeriod", 1_209_601],
    ["a reference to nothing", "Work/Properties/RedrivePolicy/deadLetterTargetArn", { Ref: "No" }],
    ["a missing property", "Deliver/Properties/RoleArn", undefined],
    ["a runtime that is none", "doWork/Properties/Runtime", "nodejs99.x"],
  ])("refuses %s", (_, path, value) => {
    expect(check([path, value])).not.toEqual([]);
  });
});
