import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { follow, parsePath } from "../../templates/json-path.ts";
import type { Event } from "./model.ts";
import { targetInput, transform } from "./target-input.ts";

const EVENT: Event = {
  version: "0",
  id: "7bf73129-1428-4cd3-a780-95db273d1602",
  "detail-type": "EC2 Instance State-change Notification",
  source: "aws.ec2",
  account: "123456789012",
  time: "2015-11-11T21:29:54Z",
  region: "us-east-1",
  resources: ["arn:aws:ec2:us-east-1:123456789012:instance/i-abcd1111"],
  detail: { "instance-id": "i-0123456789", state: "RUNNING", cores: 4, tags: ["a", "b"], up: true },
};
const rule = { arn: "arn:aws:events:us-east-1:123456789012:rule/example", name: "example" };
const ingestedAt = Date.UTC(2015, 10, 11, 21, 29, 55);
const paths = {
  instance: "$.detail.instance-id",
  state: "$.detail.state",
  cores: "$.detail.cores",
  tags: "$.detail.tags",
  second: "$.detail.tags[1]",
  every: "$.detail.tags[*]",
  detail: "$.detail",
  missing: "$.detail.nope",
};

function render(template: string): string {
  return transform({ paths, template }, { event: EVENT, rule, ingestedAt });
}

describe("an input template", () => {
  // The examples of the user guide, and answers that EventBridge gave.
  test.each([
    ['"instance <instance> is in <state>"', '"instance i-0123456789 is in RUNNING"'],
    [
      String.raw`"instance \"<instance>\" is in <state>"`,
      String.raw`"instance \"i-0123456789\" is in RUNNING"`,
    ],
    [
      '{"instance" : <instance>, "state": <state>}',
      '{"instance" : "i-0123456789", "state": "RUNNING"}',
    ],
    ['{"state": [9, <state>, true]}', '{"state": [9, "RUNNING", true]}'],
    [
      String.raw`{"a": <instance>, "b": "<state>", "c": "x \"<instance>\" is in <state>"}`,
      String.raw`{"a": "i-0123456789", "b": "RUNNING", "c": "x \"i-0123456789\" is in RUNNING"}`,
    ],
    ['{"n": <cores>, "s": "<cores>"}', '{"n": 4, "s": "4"}'],
    [
      '{"list": <tags>, "one": <second>, "every": <every>}',
      '{"list": ["a","b"], "one": "b", "every": ["a","b"]}',
    ],
    ['"tags <tags>"', '"tags [a,b]"'],
    ['"missing <missing>"', '"missing "'],
    ['{"missing": <missing>}', '{"missing": ""}'],
    ['"<aws.events.rule-name> triggered"', '"example triggered"'],
    ['{"rule": <aws.events.rule-arn>}', `{"rule": "${rule.arn}"}`],
    ['{"at": <aws.events.event.ingestion-time>}', '{"at": "2015-11-11T21:29:55.000Z"}'],
  ])("%s becomes %s", (template, expected) => {
    expect(render(template)).toBe(expected);
  });

  test("can hold the whole event, and the event without its detail", () => {
    const { whole, rest } = JSON.parse(
      render('{"whole": <aws.events.event.json>, "rest": <aws.events.event>}'),
    ) as { whole: unknown; rest: object };
    expect(whole).toEqual(EVENT);
    expect(rest).not.toHaveProperty("detail");
    expect(rest).toMatchObject({ id: EVENT.id, detailType: EVENT["detail-type"] });
  });

  test("is valid JSON whatever text the event holds", () => {
    fc.assert(
      fc.property(fc.string(), fc.jsonValue(), (text, value) => {
        const event = { ...EVENT, detail: { text, value } };
        const own = { text: "$.detail.text", value: "$.detail.value" };
        const template =
          '{"plain": <text>, "quoted": "=<text>=", "value": <value>, "flat": "<value>"}';
        const parsed: unknown = JSON.parse(
          transform({ paths: own, template }, { event, rule, ingestedAt }),
        );
        expect(parsed).toMatchObject({ plain: text, quoted: `=${text}=` });
        expect(JSON.stringify(parsed)).toContain(`"value":${JSON.stringify(value)}`);
      }),
    );
  });
});

describe("the input of a target", () => {
  const context = { event: EVENT, rule, ingestedAt };
  const base = { id: "t", arn: "arn" };

  test("is the event unless the target says otherwise", () => {
    expect(JSON.parse(targetInput(base, context))).toEqual(EVENT);
    expect(targetInput({ ...base, input: '{"fixed":1}' }, context)).toBe('{"fixed":1}');
    expect(targetInput({ ...base, inputPath: "$.detail.state" }, context)).toBe('"RUNNING"');
    expect(targetInput({ ...base, inputPath: "$.detail.nope" }, context)).toBe("null");
  });
});

describe("a path", () => {
  test.each(["detail", "$detail", "$.", "$..x", "$.a[", "$.a[-1]", "$.a b"])(
    "%s is none",
    (text) => {
      expect(parsePath(text)).toBeUndefined();
    },
  );

  test("never leads into a prototype", () => {
    for (const text of ["$.__proto__", "$.constructor", "$.detail.toString"]) {
      expect(follow(EVENT, parsePath(text)!)).toBeUndefined();
    }
  });

  test("leads to every member of any object", () => {
    const key = fc.stringMatching(/^[\w-]{1,10}$/);
    fc.assert(
      fc.property(fc.dictionary(key, fc.jsonValue(), { noNullPrototype: true }), (object) => {
        for (const [name, value] of Object.entries(object)) {
          expect(follow({ detail: object }, parsePath(`$.detail.${name}`)!)).toEqual(value);
        }
      }),
    );
  });
});
