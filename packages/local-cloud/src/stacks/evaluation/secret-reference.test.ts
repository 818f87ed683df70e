import { describe, expect, test } from "vitest";
import { partOfSecret, readSecretReference } from "./secret-reference.ts";

const reference = (jsonKey: string) => ({ SecretId: "s", jsonKey });

describe("a reference to a secret", () => {
  test.each([
    ["name", { SecretId: "name" }],
    ["name:SecretString", { SecretId: "name" }],
    ["name:SecretString:key", { SecretId: "name", jsonKey: "key" }],
    ["name:SecretString:::v1", { SecretId: "name", VersionId: "v1" }],
    [
      "name:SecretString:key:AWSPREVIOUS",
      { SecretId: "name", jsonKey: "key", VersionStage: "AWSPREVIOUS" },
    ],
    [
      "arn:aws:secretsmanager:eu-west-1:000000000000:secret:a/b-AbCdEf:SecretString:key",
      {
        SecretId: "arn:aws:secretsmanager:eu-west-1:000000000000:secret:a/b-AbCdEf",
        jsonKey: "key",
      },
    ],
  ])("is read from %s", (text, expected) => {
    expect(readSecretReference(text)).toStrictEqual(expected);
  });

  test.each(["", ":SecretString", "name:SecretBinary", "name:SecretString:a:b:c:d"])(
    "is refused as %j",
    (text) => {
      expect(() => readSecretReference(text)).toThrow("Could not parse");
    },
  );
});

describe("a part of a secret", () => {
  test("is a member of its JSON, numbers and booleans as text", () => {
    const secret = '{"a":"x","b":2,"c":false}';
    expect(partOfSecret(secret, reference("a"))).toBe("x");
    expect(partOfSecret(secret, reference("b"))).toBe("2");
    expect(partOfSecret(secret, reference("c"))).toBe("false");
    expect(partOfSecret("plain", { SecretId: "s" })).toBe("plain");
  });

  test.each([
    ["no JSON", "plain", "a"],
    ["another key", '{"a":"x"}', "b"],
    ["a key of every object", "{}", "constructor"],
    ["an object", '{"a":{}}', "a"],
  ])("is an error for %s", (_what, secret, key) => {
    expect(() => partOfSecret(secret, reference(key))).toThrow(
      `Could not find a value for key ${key}`,
    );
  });
});
