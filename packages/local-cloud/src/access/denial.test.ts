import { describe, expect, test } from "vitest";
import { accessDenied, type RefusedCall } from "./denial.ts";

const WORKER = "User: arn:aws:sts::111111111111:assumed-role/worker/s is not authorized to perform";

function refuse(call: Partial<RefusedCall>) {
  return accessDenied({
    service: "s3",
    principal: {
      kind: "role",
      accountId: "111111111111",
      roleArn: "arn:aws:iam::111111111111:role/app/worker",
      sessionName: "s",
    },
    action: "s3:GetObject",
    resource: "arn:aws:s3:::b/k",
    denial: { explicit: false, by: "identity" },
    ...call,
  });
}

describe("accessDenied", () => {
  test("speaks as S3 does", () => {
    expect(refuse({})).toMatchObject({
      code: "AccessDenied",
      status: 403,
      message: `${WORKER}: s3:GetObject on resource: "arn:aws:s3:::b/k" because no identity-based policy allows the s3:GetObject action`,
    });
  });

  test("speaks as SNS does", () => {
    const topic = "arn:aws:sns:eu-west-1:111111111111:t";
    expect(refuse({ service: "sns", action: "sns:Publish", resource: topic })).toMatchObject({
      code: "AuthorizationError",
      status: 403,
      message: `${WORKER}: SNS:Publish on resource: ${topic} because no identity-based policy allows the SNS:Publish action`,
    });
  });

  test("speaks as SQS does to a service", () => {
    const queue = "arn:aws:sqs:eu-west-1:111111111111:q";
    const refused = refuse({
      service: "sqs",
      principal: { kind: "service", accountId: "111111111111", service: "sns.amazonaws.com" },
      action: "sqs:SendMessage",
      resource: queue,
      denial: { explicit: false, by: "resource" },
    });
    expect(refused).toMatchObject({
      code: "AccessDenied",
      status: 403,
      message: `User: sns.amazonaws.com is not authorized to perform: sqs:sendmessage on resource: ${queue} because no resource-based policy allows the sqs:sendmessage action`,
    });
  });

  test("names no resource where there is none", () => {
    const action = "rekognition:DetectLabels";
    expect(refuse({ service: "rekognition", action, resource: "*" })).toMatchObject({
      code: "AccessDeniedException",
      status: 400,
      message: `${WORKER}: ${action} because no identity-based policy allows the ${action} action`,
    });
  });

  test.each([
    ["identity", "an identity-based policy"],
    ["resource", "a resource-based policy"],
  ] as const)("tells an explicit denial by %s", (by, policy) => {
    expect(refuse({ denial: { explicit: true, by } }).message).toBe(
      `${WORKER}: s3:GetObject on resource: "arn:aws:s3:::b/k" with an explicit deny in ${policy}`,
    );
  });

  test("says nothing of a trust policy", () => {
    const resource = "arn:aws:iam::111111111111:role/target";
    expect(refuse({ service: "sts", action: "sts:AssumeRole", resource }).message).toBe(
      `${WORKER}: sts:AssumeRole on resource: ${resource}`,
    );
  });
});
