import { expect, test } from "vitest";
import { checkAttributes } from "./attributes.ts";
import { schemaOf, withCustom } from "./schema.ts";

test("custom attributes have a prefix and cannot be required", () => {
  const names = schemaOf([{ Name: "plan" }, { Name: "id", DeveloperOnlyAttribute: true }]).map(
    ({ Name }) => Name,
  );
  expect(names.slice(-2)).toEqual(["custom:plan", "dev:id"]);
  expect(() => schemaOf([{ Name: "plan", Required: true }])).toThrow(
    "Required custom attributes are not supported currently.",
  );
});

test("a pool has at most fifty custom attributes, each once", () => {
  const fifty = Array.from({ length: 50 }, (_, at) => ({ Name: `a${at}` }));
  const schema = schemaOf(fifty);
  expect(() => withCustom(schema, [{ Name: "b" }])).toThrow("at most 50");
  expect(() => withCustom(schemaOf([{ Name: "a" }]), [{ Name: "a" }])).toThrow(
    "Existing attribute",
  );
});

test.each([
  ["phone_number", "12345", "Invalid phone number format."],
  ["birthdate", "1.1.1990", "Invalid birthdate format."],
  ["updated_at", "now", "Value is not a number."],
  ["updated_at", "-1", "Value is less than the minimum value allowed."],
  ["email_verified", "yes", "Value must be true or false."],
  ["name", "n".repeat(2049), "String must be no longer than 2048 characters"],
  ["__proto__", "x", "Attribute does not exist in the schema."],
])("refuses %s with the value %s", (name, value, problem) => {
  const attributes = Object.fromEntries([[name, value]]);
  expect(() => checkAttributes({ schema: schemaOf() }, attributes)).toThrow(problem);
});
