import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readCompiled, type CompiledTemplate } from "./compiled-template.ts";
import { describeGrant, grantsOf, takeApart, without } from "./grants.ts";

const allow = (Action: unknown, Resource: unknown = "*") => ({ Effect: "Allow", Action, Resource });
const documentOf = (...Statement: unknown[]) => ({ Version: "2012-10-17", Statement });

function aTemplate(resources: Record<string, { Type: string; Properties: object }>) {
  return readCompiled(JSON.stringify({ Resources: resources, Description: "kept" }));
}

function aRole(...statements: unknown[]): CompiledTemplate {
  const Policies = [{ PolicyName: "p", PolicyDocument: documentOf(...statements) }];
  const Properties = { AssumeRolePolicyDocument: documentOf(), Policies };
  return aTemplate({ Worker: { Type: "AWS::IAM::Role", Properties } });
}

const bucket = { "Fn::GetAtt": ["Images", "Arn"] };

describe("grantsOf", () => {
  test("names each action on each resource of a role once it is taken apart", () => {
    const template = takeApart(
      aRole(allow(["s3:GetObject", "s3:PutObject"], [bucket, { "Fn::Sub": "${Images.Arn}/*" }])),
    );
    expect(grantsOf(template).map(describeGrant)).toEqual([
      "Worker: s3:GetObject on ${Images.Arn}",
      "Worker: s3:GetObject on ${Images.Arn}/*",
      "Worker: s3:PutObject on ${Images.Arn}",
      "Worker: s3:PutObject on ${Images.Arn}/*",
    ]);
  });

  test("names whom a resource's policy and a permission speak of, and no denial", () => {
    const Principal = { Service: "events.amazonaws.com" };
    const sends = { ...allow("sqs:SendMessage", bucket), Principal, Condition: { a: 1 } };
    const denies = { Effect: "Deny", Principal: "*", Action: "sqs:*", Resource: "*" };
    const template = aTemplate({
      QueuePolicy: {
        Type: "AWS::SQS::QueuePolicy",
        Properties: { PolicyDocument: documentOf(denies, sends) },
      },
      Invoke: {
        Type: "AWS::Lambda::Permission",
        Properties: { Action: "lambda:InvokeFunction", FunctionName: "f", Principal: "apigateway" },
      },
    });
    expect(grantsOf(takeApart(template))).toMatchObject([
      { holder: "QueuePolicy", action: "sqs:SendMessage", service: "events.amazonaws.com" },
      { holder: "Invoke", action: "lambda:InvokeFunction", service: "apigateway" },
    ]);
  });
});

describe("the trust of a role", () => {
  const Principal = { Service: "lambda.amazonaws.com" };
  const trust = { Effect: "Allow", Principal, Action: "sts:AssumeRole" };
  const Properties = { AssumeRolePolicyDocument: documentOf(trust) };
  const template = takeApart(aTemplate({ Worker: { Type: "AWS::IAM::Role", Properties } }));

  test("is a right of the service that it trusts", () => {
    expect(grantsOf(template)).toMatchObject([{ service: "lambda.amazonaws.com" }]);
    expect(grantsOf(template).map(describeGrant)).toEqual([
      "Worker: sts:AssumeRole on ${Worker.Arn}",
    ]);
  });

  test("is denied when it is taken away, for a role has to have one", () => {
    const denied = { AssumeRolePolicyDocument: documentOf({ ...trust, Effect: "Deny" }) };
    expect(without(template, grantsOf(template)).Resources).toMatchObject({
      Worker: { Properties: denied },
    });
  });
});

describe("takeApart", () => {
  test("keeps what else a statement and the template say", () => {
    const condition = { StringEquals: { "aws:SourceAccount": "1" } };
    const template = takeApart(
      aRole({ ...allow(["a:B", "a:C"]), Sid: "Mine", Condition: condition }),
    );
    expect(template).toMatchObject({ Description: "kept" });
    const said = JSON.stringify(template.Resources);
    expect(said.split(JSON.stringify(condition))).toHaveLength(3);
  });

  test.each([
    ["a policy that many may take", { Type: "AWS::IAM::ManagedPolicy", Properties: {} }],
    [
      "a managed policy",
      { Type: "AWS::IAM::Role", Properties: { ManagedPolicyArns: ["arn:aws:iam::aws:policy/x"] } },
    ],
  ])("refuses %s rather than overlook it", (_what, resource) => {
    expect(() => takeApart(aTemplate({ Worker: resource }))).toThrow("Worker: rights of this kind");
  });

  test("reads a policy of its own as rights of the one role that it is for", () => {
    const Statement = [{ Effect: "Allow", Action: ["a:One", "a:Two"], Resource: "*" }];
    const policy = (...Roles: object[]) =>
      takeApart(
        aTemplate({
          Worker: {
            Type: "AWS::IAM::Policy",
            Properties: { Roles, PolicyDocument: { Statement } },
          },
        }),
      );
    const [one, two] = grantsOf(policy({ Ref: "WorkerRole" }));
    expect([one, two]).toMatchObject([
      { holder: "Worker", bearer: "WorkerRole", action: "a:One" },
      { holder: "Worker", bearer: "WorkerRole", action: "a:Two" },
    ]);
    expect(() => grantsOf(policy({ Ref: "A" }, { Ref: "B" }))).toThrow("for one role");
  });

  test("refuses a statement that says what it is not about", () => {
    expect(() => takeApart(aRole({ Effect: "Allow", NotAction: "s3:*", Resource: "*" }))).toThrow(
      "NotAction",
    );
  });
});

describe("without", () => {
  test("takes exactly what it is told, whatever the statements are", () => {
    const text = fc.stringMatching(/^[a-z]{1,4}$/u);
    const statement = fc.record({
      Effect: fc.constantFrom("Allow", "Deny"),
      Action: fc.oneof(text, fc.array(text, { minLength: 1, maxLength: 3 })),
      Resource: fc.oneof(text, fc.array(text, { minLength: 1, maxLength: 3 })),
    });
    const statements = fc.array(statement, { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(statements, fc.nat(), (all, pick) => {
        const template = takeApart(aRole(...all));
        const grants = grantsOf(template);
        const taken = grants.length === 0 ? undefined : grants[pick % grants.length];
        const left = grantsOf(without(template, taken === undefined ? [] : [taken]));
        const expected = grants.filter((grant) => grant !== taken).map(describeGrant);
        expect(left.map(describeGrant)).toEqual(expected);
      }),
    );
  });

  test("takes a policy away with its last statement, and a permission whole", () => {
    const template = takeApart(
      aTemplate({
        ...aRole(allow("a:B")).Resources,
        Policy: {
          Type: "AWS::SNS::TopicPolicy",
          Properties: { PolicyDocument: documentOf(allow("sns:Publish")) },
        },
        Invoke: {
          Type: "AWS::Lambda::Permission",
          Properties: { Action: "lambda:InvokeFunction", FunctionName: "f", Principal: "s3" },
        },
      }),
    );
    expect(without(template, grantsOf(template)).Resources).toEqual({
      Worker: {
        Type: "AWS::IAM::Role",
        Properties: { AssumeRolePolicyDocument: documentOf(), Policies: [] },
      },
    });
  });
});
