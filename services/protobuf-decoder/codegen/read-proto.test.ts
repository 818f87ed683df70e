import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { generate } from "./generate.ts";
import { UnsupportedProto } from "./message-model.ts";
import { readProtoFolder } from "./read-proto.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "proto-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(name: string, body: string, syntax = 'syntax = "proto3";'): void {
  writeFileSync(join(folder, name), `${syntax}\n${body}\n`);
}

describe("reading a folder of .proto files", () => {
  test("finds the types of every file, nested ones too, and follows imports between them", () => {
    write(
      "b.proto",
      'package b.v1; import "a.proto"; message Outer { message Inner {} a.v1.A a = 1; }',
    );
    write("a.proto", "package a.v1; message A {}");
    expect([...readProtoFolder(folder).declared].toSorted()).toEqual([
      "a.v1.A",
      "b.v1.Outer",
      "b.v1.Outer.Inner",
    ]);
  });

  test("makes a decoder of every message type, and of none that is only imported from protobuf", () => {
    write(
      "a.proto",
      'import "google/protobuf/timestamp.proto"; message A { google.protobuf.Timestamp at = 1; }',
    );
    const source = generate(readProtoFolder(folder), "..");
    expect(source).toContain('["A", messageDecoder("A", ');
    expect(source).not.toContain('["google.protobuf.Timestamp"');
  });

  test("generates the same code each time", () => {
    write("a.proto", "message B { A a = 2; int32 b = 1; } message A {}");
    const [first, second] = [0, 1].map(() => generate(readProtoFolder(folder), ".."));
    expect(first).toBe(second);
  });

  test.each([
    {
      what: "proto2",
      body: "message A { required int32 a = 1; }",
      syntax: 'syntax = "proto2";',
      reason: "proto3",
    },
    { what: "no syntax, which is proto2", body: "message A {}", syntax: "", reason: "proto3" },
    { what: "an edition", body: "message A {}", syntax: 'edition = "2023";', reason: "proto3" },
    {
      what: "proto2 behind a comment",
      body: "message A {}",
      syntax: '// syntax = "proto3";\nsyntax = "proto2";',
      reason: "proto3",
    },
    {
      what: "field number 0",
      body: "message A { int32 a = 0; }",
      reason: "A.a: 0 is no field number",
    },
    {
      what: "a field number of protobuf's own",
      body: "message A { int32 a = 19500; }",
      reason: "19500",
    },
    {
      what: "a field number beyond 2^29",
      body: "message A { int32 a = 536870912; }",
      reason: "536870912",
    },
    { what: "a group", body: "message A { group G = 1 {} }", reason: "groups" },
    { what: "an extension", body: "message A {} extend A { int32 a = 4; }", reason: "extensions" },
    {
      what: "Any",
      body: 'import "google/protobuf/any.proto"; message A { google.protobuf.Any a = 1; }',
      reason: "google.protobuf.Any",
    },
    {
      what: "an enum that does not begin with 0",
      body: "enum E { ONE = 1; } message A { E e = 1; }",
      reason: "E: the first value",
    },
  ])("refuses $what by name", ({ body, syntax, reason }) => {
    write("a.proto", body, syntax);
    expect(() => readProtoFolder(folder)).toThrow(UnsupportedProto);
    expect(() => readProtoFolder(folder)).toThrow(reason);
  });

  test.each([
    {
      what: "a number twice",
      body: "message A { int32 a = 1; int32 b = 1; }",
      reason: "duplicate id 1",
    },
    { what: "a type that is not there", body: "message A { Foo a = 1; }", reason: "Foo" },
    { what: "what is no .proto", body: "message A {", reason: "illegal end of input" },
    {
      what: "an import that is not there",
      body: 'import "b.proto"; message A {}',
      reason: "b.proto",
    },
  ])("refuses $what", ({ body, reason }) => {
    write("a.proto", body);
    expect(() => readProtoFolder(folder)).toThrow(reason);
  });

  test("refuses a folder without any", () => {
    expect(() => readProtoFolder(folder)).toThrow("no .proto file");
  });
});
