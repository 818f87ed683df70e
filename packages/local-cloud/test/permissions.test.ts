import { IAMClient, CreateRoleCommand, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import { PutBucketPolicyCommand, S3Client, CreateBucketCommand } from "@aws-sdk/client-s3";
import { CreateTopicCommand, SetTopicAttributesCommand, SNSClient } from "@aws-sdk/client-sns";
import { CreateQueueCommand, SetQueueAttributesCommand, SQSClient } from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createAuthorizer, type Authorizer, type CallToCheck } from "../src/access/authorizer.ts";
import type { Principal } from "../src/access/principal.ts";
import { openPolicySources } from "../src/open-policy-sources.ts";
import { startTestCloud, type TestCloud } from "../src/testing.ts";

const ACCOUNT = "000000000000";
const arn = (service: string, name: string) => `arn:aws:${service}:eu-west-1:${ACCOUNT}:${name}`;
const statement = (over: Record<string, unknown>) => ({ Effect: "Allow", ...over });
const policy = (...statements: Record<string, unknown>[]) =>
  JSON.stringify({ Version: "2012-10-17", Statement: statements });

let local: TestCloud;
let authorizer: Authorizer;

beforeAll(async () => {
  local = await startTestCloud({ keep: true });
  authorizer = createAuthorizer(local.cloud, openPolicySources(local.cloud));
});

afterAll(() => local.stop());

async function aRole(name: string, ...statements: Record<string, unknown>[]): Promise<Principal> {
  const iam = local.client(IAMClient);
  const trust = statement({
    Principal: { Service: "lambda.amazonaws.com" },
    Action: "sts:AssumeRole",
  });
  const { Role } = await iam.send(
    new CreateRoleCommand({
      RoleName: name,
      Path: "/app/",
      AssumeRolePolicyDocument: policy(trust),
    }),
  );
  if (statements.length > 0) {
    const PolicyDocument = policy(...statements);
    await iam.send(new PutRolePolicyCommand({ RoleName: name, PolicyName: "p", PolicyDocument }));
  }
  return { kind: "role", accountId: ACCOUNT, roleArn: Role?.Arn ?? "", sessionName: "s" };
}

function aService(service: string, sourceArn: string): Principal {
  return { kind: "service", accountId: ACCOUNT, service, sourceArn };
}

function refusal(call: CallToCheck): string | undefined {
  try {
    authorizer.check(call);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

describe("the policies that the services keep", () => {
  test("of a role, as IAM has them at the moment", async () => {
    const get = {
      service: "s3",
      operation: "GetObject",
      input: { Bucket: "b", Key: "k" },
    } as const;
    const principal = await aRole("reader");
    expect(refusal({ ...get, principal })).toBe(
      `User: arn:aws:sts::${ACCOUNT}:assumed-role/reader/s is not authorized to perform: s3:GetObject on resource: "arn:aws:s3:::b/k" because no identity-based policy allows the s3:GetObject action`,
    );
    const allowed = statement({ Action: "s3:GetObject", Resource: "arn:aws:s3:::b/*" });
    await local.client(IAMClient).send(
      new PutRolePolicyCommand({
        RoleName: "reader",
        PolicyName: "p",
        PolicyDocument: policy(allowed),
      }),
    );
    expect(refusal({ ...get, principal })).toBeUndefined();
  });

  test("of a role's path, when only its name is said", async () => {
    const own = statement({
      Action: "iam:GetRole",
      Resource: `arn:aws:iam::${ACCOUNT}:role/app/*`,
    });
    const principal = await aRole("lister", own);
    const call = { service: "iam", operation: "GetRole", principal } as const;
    expect(refusal({ ...call, input: { RoleName: "lister" } })).toBeUndefined();
    expect(refusal({ ...call, input: { RoleName: "nobody" } })).toContain("role/nobody");
  });

  test("of a bucket", async () => {
    const s3 = local.client(S3Client);
    await s3.send(new CreateBucketCommand({ Bucket: "guarded" }));
    const principal = await aRole("writer", statement({ Action: "s3:*", Resource: "*" }));
    const input = { Bucket: "guarded", Key: "k" };
    const put = { service: "s3", operation: "PutObject", principal } as const;
    const unencrypted = {
      Effect: "Deny",
      Principal: "*",
      Action: "s3:PutObject",
      Resource: "arn:aws:s3:::guarded/*",
      Condition: { Null: { "s3:x-amz-server-side-encryption": "true" } },
    };
    expect(refusal({ ...put, input })).toBeUndefined();
    await s3.send(new PutBucketPolicyCommand({ Bucket: "guarded", Policy: policy(unencrypted) }));
    expect(refusal({ ...put, input })).toContain(
      "with an explicit deny in a resource-based policy",
    );
    expect(
      refusal({ ...put, input: { ...input, ServerSideEncryption: "AES256" } }),
    ).toBeUndefined();
  });

  test("of a queue", async () => {
    const sqs = local.client(SQSClient);
    const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: "letters" }));
    const principal = aService("sns.amazonaws.com", arn("sns", "t"));
    const input = { QueueUrl, MessageBody: "x" };
    const send = { service: "sqs", operation: "SendMessage", input, principal } as const;
    expect(refusal(send)).toContain("no resource-based policy allows the sqs:sendmessage action");
    const fromTopic = statement({
      Principal: { Service: "sns.amazonaws.com" },
      Action: "sqs:SendMessage",
      Resource: arn("sqs", "letters"),
      Condition: { ArnEquals: { "aws:SourceArn": arn("sns", "t") } },
    });
    await sqs.send(
      new SetQueueAttributesCommand({ QueueUrl, Attributes: { Policy: policy(fromTopic) } }),
    );
    expect(refusal(send)).toBeUndefined();
  });

  test("of a topic, and the one that SNS gives to every topic", async () => {
    const sns = local.client(SNSClient);
    const { TopicArn = "" } = await sns.send(new CreateTopicCommand({ Name: "alarms" }));
    const input = { TopicArn, Message: "x" };
    const publish = { service: "sns", operation: "Publish", input } as const;
    const alarm = aService("cloudwatch.amazonaws.com", arn("cloudwatch", "alarm:a"));
    const role = await aRole("stranger");
    expect(refusal({ ...publish, principal: alarm })).toBeUndefined();
    expect(refusal({ ...publish, principal: role })).toContain("SNS:Publish");
    const AttributeValue = policy(
      statement({ Principal: { AWS: ACCOUNT }, Action: "sns:Publish", Resource: TopicArn }),
    );
    await sns.send(
      new SetTopicAttributesCommand({ TopicArn, AttributeName: "Policy", AttributeValue }),
    );
    expect(refusal({ ...publish, principal: alarm })).toContain("no resource-based policy");
  });
});
