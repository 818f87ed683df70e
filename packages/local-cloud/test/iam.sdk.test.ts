import {
  AttachRolePolicyCommand,
  CreatePolicyCommand,
  CreatePolicyVersionCommand,
  CreateRoleCommand,
  DeletePolicyCommand,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  DetachRolePolicyCommand,
  GetPolicyVersionCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  IAMClient,
  ListAttachedRolePoliciesCommand,
  ListPolicyVersionsCommand,
  ListRolePoliciesCommand,
  ListRolesCommand,
  ListRoleTagsCommand,
  PutRolePolicyCommand,
  TagRoleCommand,
  UntagRoleCommand,
  UpdateAssumeRolePolicyCommand,
} from "@aws-sdk/client-iam";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { iam } from "../src/services/iam/index.ts";
import { policiesOf } from "../src/services/iam/policies-of.ts";
import type { IamState } from "../src/services/iam/state.ts";
import { startTestCloud, type TestCloud } from "../src/testing.ts";

let local: TestCloud;
let client: IAMClient;

beforeAll(async () => {
  local = await startTestCloud({ keep: true, plugins: [iam] });
  client = local.client(IAMClient);
});

afterAll(async () => local.stop());

const TRUST = JSON.stringify({
  Version: "2012-10-17",
  Statement: {
    Effect: "Allow",
    Principal: { Service: "lambda.amazonaws.com" },
    Action: "sts:AssumeRole",
  },
});
const ALLOW = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: "s3:GetObject", Resource: "*" }],
});

async function aRole(RoleName: string, more: object = {}) {
  const input = { RoleName, AssumeRolePolicyDocument: TRUST, ...more };
  const { Role } = await client.send(new CreateRoleCommand(input));
  return Role;
}

describe("roles", () => {
  test("have an ARN with their path, and answer their trust policy URL-encoded", async () => {
    const role = await aRole("reader", { Path: "/app/", Description: "reads" });
    expect(role).toMatchObject({
      Arn: "arn:aws:iam::000000000000:role/app/reader",
      RoleId: expect.stringMatching(/^AROA[A-Z2-7]{17}$/u),
    });
    const { Role } = await client.send(new GetRoleCommand({ RoleName: "reader" }));
    expect(Role?.AssumeRolePolicyDocument).not.toContain("{");
    expect(decodeURIComponent(Role?.AssumeRolePolicyDocument ?? "")).toBe(TRUST);
    expect(Role).toMatchObject({ Description: "reads", MaxSessionDuration: 3600 });
  });

  test("are found under their path", async () => {
    await aRole("elsewhere", { Path: "/other/" });
    const { Roles } = await client.send(new ListRolesCommand({ PathPrefix: "/other/" }));
    expect(Roles?.map(({ RoleName }) => RoleName)).toEqual(["elsewhere"]);
  });

  test("are listed in pages", async () => {
    const first = await client.send(new ListRolesCommand({ MaxItems: 1 }));
    expect(first).toMatchObject({ IsTruncated: true, Roles: [{}] });
    const next = await client.send(new ListRolesCommand({ Marker: first.Marker }));
    expect(next.Roles?.[0]?.RoleName).not.toBe(first.Roles?.[0]?.RoleName);
  });

  test("have one name each", async () => {
    await aRole("once");
    await expect(aRole("once")).rejects.toMatchObject({
      name: "EntityAlreadyExistsException",
      message: "Role with name once already exists.",
      $metadata: { httpStatusCode: 409 },
    });
  });

  test("that are not there are named", async () => {
    await expect(client.send(new GetRoleCommand({ RoleName: "ghost" }))).rejects.toMatchObject({
      name: "NoSuchEntityException",
      message: "The role with name ghost cannot be found.",
      $metadata: { httpStatusCode: 404 },
    });
  });

  test("carry tags", async () => {
    await aRole("tagged", { Tags: [{ Key: "a", Value: "1" }] });
    const RoleName = "tagged";
    await client.send(new TagRoleCommand({ RoleName, Tags: [{ Key: "b", Value: "2" }] }));
    await client.send(new UntagRoleCommand({ RoleName, TagKeys: ["a"] }));
    const { Tags } = await client.send(new ListRoleTagsCommand({ RoleName }));
    expect(Tags).toEqual([{ Key: "b", Value: "2" }]);
  });

  test("cannot go while they have policies", async () => {
    const RoleName = "held";
    await aRole(RoleName);
    await client.send(
      new PutRolePolicyCommand({ RoleName, PolicyName: "p", PolicyDocument: ALLOW }),
    );
    await expect(client.send(new DeleteRoleCommand({ RoleName }))).rejects.toMatchObject({
      name: "DeleteConflictException",
      message: "Cannot delete entity, must delete policies first.",
    });
    await client.send(new DeleteRolePolicyCommand({ RoleName, PolicyName: "p" }));
    await client.send(new DeleteRoleCommand({ RoleName }));
  });
});

function statement(over: object): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", ...over }] });
}

describe("policy documents", () => {
  test.each([
    ["not json", "This policy contains invalid Json"],
    ["[]", "Syntax errors in policy."],
    [statement({ Action: "s3:*" }), "Policy statement must contain resources."],
    [statement({ Resource: "*" }), "Policy statement must contain actions."],
    [statement({ Action: "get", Resource: "*" }), "Actions/Conditions must be prefaced"],
    [
      statement({ Action: "s3:*", Resource: "*", Principal: "*" }),
      "Policy document should not specify a principal.",
    ],
    [statement({ Action: "s3:*", Resource: "*", Colour: 1 }), "Syntax errors in policy."],
  ])("of a role refuse %s", async (PolicyDocument, message) => {
    const role = await client.send(new GetRoleCommand({ RoleName: "reader" }));
    const RoleName = role.Role?.RoleName;
    const put = new PutRolePolicyCommand({ RoleName, PolicyName: "p", PolicyDocument });
    await expect(client.send(put)).rejects.toMatchObject({
      name: "MalformedPolicyDocumentException",
      message: expect.stringContaining(message),
    });
  });

  test.each([
    [ALLOW, "Has prohibited field Resource"],
    [statement({ Action: "sts:AssumeRole" }), "Missing required field Principal"],
    [
      statement({ Action: "s3:GetObject", Principal: "*" }),
      "AssumeRole policy may only specify STS AssumeRole actions.",
    ],
  ])("of trust refuse %s", async (PolicyDocument, message) => {
    const update = new UpdateAssumeRolePolicyCommand({ RoleName: "reader", PolicyDocument });
    await expect(client.send(update)).rejects.toMatchObject({
      name: "MalformedPolicyDocumentException",
      message,
    });
  });
});

describe("the policies of a role", () => {
  test("are read with everything that applies", async () => {
    const role = await aRole("worker");
    const RoleName = "worker";
    const { Policy } = await client.send(
      new CreatePolicyCommand({ PolicyName: "shared", PolicyDocument: ALLOW }),
    );
    const PolicyArn = Policy?.Arn;
    await client.send(new AttachRolePolicyCommand({ RoleName, PolicyArn }));
    const basic = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole";
    await client.send(new AttachRolePolicyCommand({ RoleName, PolicyArn: basic }));
    await client.send(
      new PutRolePolicyCommand({ RoleName, PolicyName: "own", PolicyDocument: ALLOW }),
    );
    const names = await client.send(new ListRolePoliciesCommand({ RoleName }));
    expect(names.PolicyNames).toEqual(["own"]);
    const own = await client.send(new GetRolePolicyCommand({ RoleName, PolicyName: "own" }));
    expect(decodeURIComponent(own.PolicyDocument ?? "")).toBe(ALLOW);
    const attached = await client.send(new ListAttachedRolePoliciesCommand({ RoleName }));
    expect(attached.AttachedPolicies).toEqual([
      { PolicyName: "shared", PolicyArn },
      { PolicyName: "AWSLambdaBasicExecutionRole", PolicyArn: basic },
    ]);

    const read = policiesOf(local.cloud.stateOf("iam") as IamState, role?.Arn ?? "");
    expect(read?.trustPolicy).toBe(TRUST);
    expect(read?.identity.map(({ name }) => name)).toEqual(["own", PolicyArn, basic]);
    expect(read?.identity[2]?.document).toContain("logs:PutLogEvents");
  });

  test("name a policy that is not there, and one of AWS that is not known here", async () => {
    const RoleName = "worker";
    const attach = (PolicyArn: string) =>
      client.send(new AttachRolePolicyCommand({ RoleName, PolicyArn }));
    await expect(attach("arn:aws:iam::000000000000:policy/ghost")).rejects.toMatchObject({
      name: "NoSuchEntityException",
    });
    await expect(attach("arn:aws:iam::aws:policy/AmazonEC2FullAccess")).rejects.toMatchObject({
      $metadata: { httpStatusCode: 501 },
    });
  });
});

describe("managed policies", () => {
  test("have up to five versions, one of them the default", async () => {
    const { Policy } = await client.send(
      new CreatePolicyCommand({ PolicyName: "versioned", PolicyDocument: ALLOW }),
    );
    const PolicyArn = Policy?.Arn;
    const version = new CreatePolicyVersionCommand({
      PolicyArn,
      PolicyDocument: ALLOW,
      SetAsDefault: true,
    });
    for (let count = 0; count < 4; count += 1) await client.send(version);
    await expect(client.send(version)).rejects.toMatchObject({ name: "LimitExceededException" });
    const { Versions } = await client.send(new ListPolicyVersionsCommand({ PolicyArn }));
    expect(Versions?.map(({ VersionId }) => VersionId)).toEqual(["v5", "v4", "v3", "v2", "v1"]);
    expect(Versions?.[0]?.IsDefaultVersion).toBe(true);
    const { PolicyVersion } = await client.send(
      new GetPolicyVersionCommand({ PolicyArn, VersionId: "v5" }),
    );
    expect(decodeURIComponent(PolicyVersion?.Document ?? "")).toBe(ALLOW);
  });

  test("cannot go while they are attached", async () => {
    const { Policy } = await client.send(
      new CreatePolicyCommand({ PolicyName: "in-use", PolicyDocument: ALLOW }),
    );
    const PolicyArn = Policy?.Arn;
    await aRole("user-of-it");
    const RoleName = "user-of-it";
    await client.send(new AttachRolePolicyCommand({ RoleName, PolicyArn }));
    await expect(client.send(new DeletePolicyCommand({ PolicyArn }))).rejects.toMatchObject({
      name: "DeleteConflictException",
    });
    await client.send(new DetachRolePolicyCommand({ RoleName, PolicyArn }));
    await client.send(new DeletePolicyCommand({ PolicyArn }));
  });
});
