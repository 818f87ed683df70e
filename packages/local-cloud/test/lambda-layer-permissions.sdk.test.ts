import {
  AddLayerVersionPermissionCommand,
  DeleteLayerVersionCommand,
  GetLayerVersionPolicyCommand,
  LambdaClient,
  PublishLayerVersionCommand,
  RemoveLayerVersionPermissionCommand,
} from "@aws-sdk/client-lambda";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestCloud, type TestCloud } from "../src/testing.ts";
import { LAMBDA_PLUGINS, zipOf } from "./lambda-fixtures.ts";

const LAYER = { LayerName: "shared", VersionNumber: 1 };
const STATEMENT = { ...LAYER, StatementId: "all", Action: "lambda:GetLayerVersion" };
let cloud: TestCloud;
let lambda: LambdaClient;

beforeAll(async () => {
  cloud = await startTestCloud({ keep: true, plugins: LAMBDA_PLUGINS });
  lambda = cloud.client(LambdaClient);
  const Content = { ZipFile: zipOf({ "bin/tool": "" }) };
  await lambda.send(new PublishLayerVersionCommand({ LayerName: "shared", Content }));
});
afterAll(() => cloud.stop());

test("a layer version is shared, and no longer shared", async () => {
  const share = new AddLayerVersionPermissionCommand({ ...STATEMENT, Principal: "123456789012" });
  const { Statement = "", RevisionId } = await lambda.send(share);
  const expected = {
    Sid: "all",
    Effect: "Allow",
    Principal: { AWS: "arn:aws:iam::123456789012:root" },
    Action: "lambda:GetLayerVersion",
    Resource: "arn:aws:lambda:eu-west-1:000000000000:layer:shared:1",
  };
  expect(JSON.parse(Statement)).toEqual(expected);
  const policy = await lambda.send(new GetLayerVersionPolicyCommand(LAYER));
  expect(JSON.parse(policy.Policy ?? "")).toMatchObject({ Statement: [expected] });
  expect(policy.RevisionId).toBe(RevisionId);

  await expect(lambda.send(share)).rejects.toMatchObject({ name: "ResourceConflictException" });
  const unshare = { ...LAYER, StatementId: "all" };
  const stale = { ...unshare, RevisionId: "another" };
  await expect(lambda.send(new RemoveLayerVersionPermissionCommand(stale))).rejects.toMatchObject({
    name: "PreconditionFailedException",
  });
  await lambda.send(new RemoveLayerVersionPermissionCommand(unshare));
  await expect(lambda.send(new RemoveLayerVersionPermissionCommand(unshare))).rejects.toMatchObject(
    { name: "ResourceNotFoundException" },
  );
  await expect(lambda.send(new GetLayerVersionPolicyCommand(LAYER))).rejects.toMatchObject({
    name: "ResourceNotFoundException",
  });
});

test("a policy goes with its version, and none is for a version that is not there", async () => {
  const share = new AddLayerVersionPermissionCommand({
    ...STATEMENT,
    Principal: "*",
    OrganizationId: "o-abcdefghij",
  });
  const { Statement = "" } = await lambda.send(share);
  expect(JSON.parse(Statement)).toMatchObject({
    Principal: "*",
    Condition: { StringEquals: { "aws:PrincipalOrgID": "o-abcdefghij" } },
  });
  await lambda.send(new DeleteLayerVersionCommand(LAYER));
  await expect(lambda.send(share)).rejects.toMatchObject({ name: "ResourceNotFoundException" });
});
