import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { deaggregate } from "./deaggregate.ts";

describe("deaggregate", () => {
  test("finds the objects of a record, whatever is between and within them", () => {
    const objects = fc.array(fc.dictionary(fc.string(), fc.jsonValue()));
    fc.assert(
      fc.property(objects, fc.constantFrom("", "\n", " \r\n\t"), (values, between) => {
        const data = Buffer.from(values.map((value) => JSON.stringify(value)).join(between));
        const found = deaggregate(data, { type: "JSON" })!;
        expect(found.map((part) => part.toString())).toEqual(
          values.map((value) => JSON.stringify(value)),
        );
      }),
    );
  });

  test.each(["[1]", '{"a":1', '{"a":1}x', '{"a":"', "1"])("does not take %s", (text) => {
    expect(deaggregate(Buffer.from(text), { type: "JSON" })).toBeUndefined();
  });

  test("cuts at a delimiter, which no part has", () => {
    const delimiter = Buffer.from("||");
    const parts = deaggregate(Buffer.from("a||b|c||||d"), { delimiter })!;
    expect(parts.map((part) => part.toString())).toEqual(["a", "b|c", "d"]);
  });
});
