import { describe, expect, test } from "vitest";
import { isOf, type Bearers } from "./match-refusal.ts";
import { readRefusal } from "./refusals.ts";

const SESSION = "arn:aws:sts::000000000000:assumed-role/stack-Worker-1/f";
const QUEUE = "arn:aws:sqs:eu-west-1:000000000000:q";

const BEARERS: Bearers = {
  physicalIds: { Worker: "stack-Worker-1" },
  arns: new Map([
    ["${Images.Arn}/*", "arn:aws:s3:::images/*"],
    ["${Queue.Arn}", QUEUE],
    ["*", "*"],
  ]),
};

const reads = {
  holder: "Worker",
  at: "0/0",
  action: "s3:GetObject",
  resource: { "Fn::Sub": "${Images.Arn}/*" },
  service: undefined,
};

function said(who: string, action: string, on: string): string {
  return `User: ${who} is not authorized to perform: ${action}${on} because no policy allows it`;
}

function matches(message: string, grant: Parameters<typeof isOf>[1]): boolean {
  const refusal = readRefusal(message);
  return refusal !== undefined && isOf(refusal, grant, BEARERS);
}

describe("a refusal", () => {
  test("is read from what S3 and others say", () => {
    const onObject = ' on resource: "arn:aws:s3:::images/a.jpg"';
    expect(readRefusal(said(SESSION, "s3:GetObject", onObject))).toMatchObject({
      who: SESSION,
      action: "s3:GetObject",
      resource: "arn:aws:s3:::images/a.jpg",
    });
    expect(readRefusal(said("x", "rekognition:DetectText", ""))?.resource).toBe("*");
    expect(readRefusal("The specified key does not exist.")).toBeUndefined();
  });

  test("belongs to the right that its bearer lacks", () => {
    const image = ' on resource: "arn:aws:s3:::images/a.jpg"';
    expect(matches(said(SESSION, "s3:GetObject", image), reads)).toBe(true);
  });

  test.each([
    ["another role", said(SESSION.replace("-1/", "-2/"), "s3:GetObject", " on resource: x")],
    ["another action", said(SESSION, "s3:PutObject", ' on resource: "arn:aws:s3:::images/a"')],
    ["another resource", said(SESSION, "s3:GetObject", ' on resource: "arn:aws:s3:::image/a"')],
    ["a bucket", said(SESSION, "s3:GetObject", ' on resource: "arn:aws:s3:::images"')],
  ])("does not belong to %s", (_what, message) => {
    expect(matches(message, reads)).toBe(false);
  });

  test("of a service belongs to the policy that speaks of it, however SQS spells its actions", () => {
    const service = "events.amazonaws.com";
    const sends = {
      ...reads,
      action: "sqs:SendMessage",
      resource: { "Fn::GetAtt": ["Queue", "Arn"] },
    };
    const message = said(service, "sqs:sendmessage", ` on resource: ${QUEUE}`);
    expect(matches(message, { ...sends, service })).toBe(true);
    expect(matches(message, { ...sends, service: "s3.amazonaws.com" })).toBe(false);
    expect(matches(message, sends)).toBe(false);
  });
});
