import { ApiGatewayV2Client } from "@aws-sdk/client-apigatewayv2";
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import { LambdaClient } from "@aws-sdk/client-lambda";
import {
  CreateBucketCommand,
  GetObjectCommand,
  ListBucketsCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestCloud, type TestCloud } from "../src/testing.ts";
import { anApi, ECHO } from "./apigateway-fixtures.ts";

const ACCOUNT = "000000000000";
const ROOT_TRUST = JSON.stringify({
  Version: "2012-10-17",
  Statement: [
    {
      Effect: "Allow",
      Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` },
      Action: "sts:AssumeRole",
    },
  ],
});

let cloud: TestCloud;

beforeAll(async () => {
  cloud = await startTestCloud({ keep: true, enforcePermissions: true });
});

afterAll(() => cloud.stop());

/** Makes a role that may do `actions` on `resource`; resolves with credentials of a session. */
async function credentialsOf(name: string, actions: readonly string[], resource: string) {
  const iam = cloud.client(IAMClient);
  const { Role } = await iam.send(
    new CreateRoleCommand({ RoleName: name, AssumeRolePolicyDocument: ROOT_TRUST }),
  );
  const Statement = [{ Effect: "Allow", Action: actions, Resource: resource }];
  const PolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement });
  await iam.send(new PutRolePolicyCommand({ RoleName: name, PolicyName: "p", PolicyDocument }));
  const sts = cloud.client(STSClient);
  const { Credentials } = await sts.send(
    new AssumeRoleCommand({ RoleArn: Role?.Arn, RoleSessionName: "test" }),
  );
  return {
    accessKeyId: Credentials?.AccessKeyId ?? "",
    secretAccessKey: Credentials?.SecretAccessKey ?? "",
    sessionToken: Credentials?.SessionToken ?? "",
  };
}

describe("a role's session", () => {
  test("may do what its policy allows, and is told what it lacks for the rest", async () => {
    await cloud.client(S3Client).send(
      new CreateBucketCommand({
        Bucket: "enforced",
        CreateBucketConfiguration: { LocationConstraint: "eu-west-1" },
      }),
    );
    const credentials = await credentialsOf(
      "reader",
      ["s3:PutObject"],
      "arn:aws:s3:::enforced/in/*",
    );
    const s3 = cloud.client(S3Client, { credentials });
    await s3.send(new PutObjectCommand({ Bucket: "enforced", Key: "in/a", Body: "a" }));

    const outside = new PutObjectCommand({ Bucket: "enforced", Key: "out/a", Body: "a" });
    await expect(s3.send(outside)).rejects.toMatchObject({
      name: "AccessDenied",
      message: expect.stringMatching(/s3:PutObject on resource: "arn:aws:s3:::enforced\/out\/a"/),
      $metadata: { httpStatusCode: 403 },
    });
    const read = new GetObjectCommand({ Bucket: "enforced", Key: "in/a" });
    await expect(s3.send(read)).rejects.toMatchObject({ name: "AccessDenied" });
  });

  test("leaves in the log of calls what it was refused", async () => {
    const credentials = await credentialsOf("lister", ["s3:GetObject"], "*");
    await cloud
      .client(S3Client, { credentials })
      .send(new ListBucketsCommand({}))
      .catch(() => 0);
    const response = await fetch(`${cloud.endpoint}/_local/requests?limit=1`);
    expect(await response.json()).toMatchObject({
      recent: [
        {
          caller: `arn:aws:sts::${ACCOUNT}:assumed-role/lister/test`,
          error: "AccessDenied",
          message: expect.stringContaining("not authorized to perform: s3:ListAllMyBuckets"),
        },
      ],
    });
  });

  test("is refused by an API with IAM authorisation unless it may invoke the route", async () => {
    const clients = { apis: cloud.client(ApiGatewayV2Client), lambda: cloud.client(LambdaClient) };
    const AssumeRolePolicyDocument = JSON.stringify({
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Principal: { Service: "lambda.amazonaws.com" },
          Action: "sts:AssumeRole",
        },
      ],
    });
    const role = { RoleName: "worker", AssumeRolePolicyDocument };
    await cloud.client(IAMClient).send(new CreateRoleCommand(role));
    const routes = [{ RouteKey: "GET /iam", AuthorizationType: "AWS_IAM" as const }];
    const { url, ApiId } = await anApi(clients, ECHO, { routes });
    const arn = (method: string) =>
      `arn:aws:execute-api:eu-west-1:${ACCOUNT}:${ApiId}/$default/${method}/iam`;

    const statusFor = async (name: string, resource: string) => {
      const { accessKeyId } = await credentialsOf(name, ["execute-api:Invoke"], resource);
      const scope = `${accessKeyId}/20260101/eu-west-1/execute-api/aws4_request`;
      const authorization = `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=0`;
      return (await fetch(`${url}/iam`, { headers: { authorization } })).status;
    };
    expect(await statusFor("invoker", arn("GET"))).not.toBe(403);
    expect(await statusFor("other-method", arn("POST"))).toBe(403);
  });
});
