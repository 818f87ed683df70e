import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { dynamic, inputOf, isTemplate } from "./template.ts";

const pipe = { arn: "arn:p", name: "p", source: "arn:s", target: "arn:t" };
const message = { messageId: "1", body: '{"a":{"b":2},"t":"x"}', eventSource: "aws:sqs" };

function fill(template: string | undefined, event: unknown = message): string {
  return inputOf(template, { pipe, event, now: 0 });
}

describe("inputOf", () => {
  test.each([
    ['{"b":<$.body.a.b>,"t":<$.body.t>}', '{"b":2,"t":"x"}'],
    ['"<aws.pipes.pipe-name> says <$.body.t>"', '"p says x"'],
    ['{"id":<$.messageId>,"none":<$.body.none>}', '{"id":"1","none":""}'],
    ['{"at":<aws.pipes.event.ingestion-time>}', '{"at":"1970-01-01T00:00:00.000Z"}'],
  ])("fills %s", (template, expected) => {
    expect(fill(template)).toBe(expected);
  });

  test("looks into the data of a record of Kinesis, and leaves the event itself as it came", () => {
    const data = Buffer.from('{"n":7}').toString("base64");
    const record = { data, eventSource: "aws:kinesis" };
    expect(fill("<$.data.n>", record)).toBe("7");
    expect(fill(undefined, record)).toBe(JSON.stringify(record));
  });

  test("makes JSON of a template that is JSON, whatever the event holds", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.string(), (body, text) => {
        const event = { eventSource: "aws:sqs", body: JSON.stringify({ body, text }) };
        const made = fill('{"a":<$.body.body>,"b":"-<$.body.text>-","c":<$.body>}', event);
        expect(JSON.parse(made)).toMatchObject({ b: `-${text}-` });
      }),
    );
  });
});

test("a parameter may be a path into the event", () => {
  expect(dynamic("$.body.t", message)).toBe("x");
  expect(dynamic("$.body.a", message)).toBe('{"b":2}');
  expect(dynamic("fixed", message)).toBe("fixed");
  expect(dynamic("$.body.none", message)).toBeUndefined();
});

test.each([
  ["{}", true],
  ["<$.a.b>", true],
  ["<aws.pipes.pipe-arn>", true],
  ["<name>", false],
  ["<$..x>", false],
])("isTemplate(%j) is %j", (template, expected) => {
  expect(isTemplate(template)).toBe(expected);
});
