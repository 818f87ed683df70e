import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { copyService, type ServiceCopy } from "../../../scripts/serverless/packaging.ts";
import { readZip } from "../../../scripts/serverless/runtime-client/run-zip.ts";

const DEADLINE_MS = 60_000;
const ORDER = `syntax = "proto3";
package shop.v1;
message Order { repeated string items = 1; }
`;

describe("packaging with one more .proto file, and no generated code", () => {
  let copy: ServiceCopy;
  let code = "";

  beforeAll(async () => {
    copy = await copyService("protobuf-decoder");
    await rm(join(copy.folder, "src/codec/generated"), { recursive: true, force: true });
    await writeFile(join(copy.folder, "proto/order.proto"), ORDER);
    const { exitCode, output } = await copy.sls(["package"], DEADLINE_MS);
    if (exitCode !== 0) throw new Error(`sls package ended with ${exitCode}: ${output}`);
    const files = await readZip(join(copy.folder, ".serverless/decodeMessages.zip"));
    code = Buffer.from(files.get("src/functions/decode-messages.js")!).toString();
  });

  afterAll(() => copy.remove());

  test("puts decoders of the old and the new type into the function", () => {
    expect(code).toContain('"shop.v1.Order"');
    expect(code).toContain('"demo"');
  });

  test("puts neither the parser of .proto files nor another decoder into it", () => {
    expect(code).not.toContain("protobufjs");
    expect(code).not.toContain("every.v1");
    expect(code).not.toContain("bufbuild");
  });
});
