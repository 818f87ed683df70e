import { describe, expect, test } from "vitest";
import { aDecoder } from "../test/builders.ts";
import { readEnv } from "./env.ts";

const UUID = "b7b4a7f0-9c96-4e4a-a687-fb5de9ef0c63";
const DECODERS = new Map(["demo", "shop.v1.Order"].map((name) => [name, aDecoder(name)]));
const ENV = {
  AWS_REGION: "eu-west-1",
  AWS_ACCESS_KEY_ID: "A",
  AWS_SECRET_ACCESS_KEY: "S",
  DESTINATION_BUCKET: "messages",
  PROGRESS_TABLE: "progress",
  QUARANTINE_PREFIX: "quarantine/",
  RECORD_FORMAT: "plain",
  MESSAGE_TYPE: "demo",
  SCHEMA_IDS: "{}",
  OUTPUT_MODE: "batch",
  STREAM_RETENTION_HOURS: "24",
  METRICS_NAMESPACE: "protobuf-decoder-dev",
};

describe("readEnv", () => {
  test("frames plain records as the one type that they are of", () => {
    const { rules, STREAM_RETENTION_HOURS } = readEnv(DECODERS, ENV);
    expect(rules.framing(Buffer.from("x")).typeName).toBe("demo");
    expect(STREAM_RETENTION_HOURS).toBe(24);
  });

  test.each([
    ["any", "{}", "0a06612f64656d6f"],
    ["glue", `{"${UUID}": "demo"}`, `0300${UUID.replaceAll("-", "")}00`],
    ["confluent", '{"42": "demo", "42/1.0": "shop.v1.Order"}', "000000002a00"],
  ])("frames records as %s", (RECORD_FORMAT, SCHEMA_IDS, hex) => {
    const { rules } = readEnv(DECODERS, { ...ENV, RECORD_FORMAT, SCHEMA_IDS });
    expect(rules.framing(Buffer.from(hex, "hex")).typeName).toBe("demo");
  });

  test.each([
    ["an unknown format", { RECORD_FORMAT: "guess" }, /RECORD_FORMAT/u],
    ["plain records of no type", { MESSAGE_TYPE: "" }, /MESSAGE_TYPE/u],
    ["a type without a decoder", { MESSAGE_TYPE: "nope" }, /nope/u],
    [
      "a mapped type without a decoder",
      { RECORD_FORMAT: "confluent", SCHEMA_IDS: '{"1":"nope"}' },
      /nope/u,
    ],
    ["a map that is no JSON", { RECORD_FORMAT: "glue", SCHEMA_IDS: "{" }, /SCHEMA_IDS/u],
    ["a map that is a list", { RECORD_FORMAT: "glue", SCHEMA_IDS: "[]" }, /SCHEMA_IDS/u],
    [
      "a schema that is no UUID",
      { RECORD_FORMAT: "glue", SCHEMA_IDS: '{"42":"demo"}' },
      /SCHEMA_IDS/u,
    ],
    [
      "a schema that is no number",
      { RECORD_FORMAT: "confluent", SCHEMA_IDS: '{"x":"demo"}' },
      /SCHEMA_IDS/u,
    ],
    ["a quarantine that is a type's", { QUARANTINE_PREFIX: "demo/" }, /QUARANTINE_PREFIX/u],
    ["a quarantine that is everything", { QUARANTINE_PREFIX: "" }, /QUARANTINE_PREFIX/u],
    ["no bucket", { DESTINATION_BUCKET: undefined }, /DESTINATION_BUCKET/u],
    ["no credentials", { AWS_ACCESS_KEY_ID: undefined }, /AWS_ACCESS_KEY_ID/u],
  ])("refuses %s", (_what, over, message) => {
    expect(() => readEnv(DECODERS, { ...ENV, ...over })).toThrow(message);
  });
});
