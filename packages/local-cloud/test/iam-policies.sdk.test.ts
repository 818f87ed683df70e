import {
  AttachRolePolicyCommand,
  CreatePolicyCommand,
  CreatePolicyVersionCommand,
  CreateRoleCommand,
  DeletePolicyCommand,
  DeletePolicyVersionCommand,
  DeleteRolePermissionsBoundaryCommand,
  GetPolicyCommand,
  GetRoleCommand,
  IAMClient,
  ListAccountAliasesCommand,
  ListEntitiesForPolicyCommand,
  ListPoliciesCommand,
  ListPolicyVersionsCommand,
  ListUsersCommand,
  PutRolePermissionsBoundaryCommand,
  SetDefaultPolicyVersionCommand,
  UpdateRoleCommand,
} from "@aws-sdk/client-iam";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { iam } from "../src/services/iam/index.ts";
import { startTestCloud, type TestCloud } from "../src/testing.ts";

const TRUST = JSON.stringify({
  Version: "2012-10-17",
  Statement: { Effect: "Allow", Principal: { AWS: "*" }, Action: "sts:AssumeRole" },
});
const ALLOW = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: "s3:GetObject", Resource: "*" }],
});
const OF_AWS = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole";
const NOWHERE = "arn:aws:iam::000000000000:policy/nowhere";
const NO_SUCH = { name: "NoSuchEntityException", $metadata: { httpStatusCode: 404 } };
const IN_USE = { name: "DeleteConflictException", $metadata: { httpStatusCode: 409 } };
const INVALID = { name: "ValidationError", $metadata: { httpStatusCode: 400 } };

let local: TestCloud;
let client: IAMClient;

beforeAll(async () => {
  local = await startTestCloud({ keep: true, plugins: [iam] });
  client = local.client(IAMClient);
});
afterAll(async () => local.stop());

async function aPolicy(PolicyName: string, Path = "/"): Promise<string> {
  const { Policy } = await client.send(
    new CreatePolicyCommand({ PolicyName, Path, PolicyDocument: ALLOW }),
  );
  return Policy?.Arn ?? "";
}

async function aRole(RoleName: string, Path = "/"): Promise<string> {
  await client.send(new CreateRoleCommand({ RoleName, Path, AssumeRolePolicyDocument: TRUST }));
  return RoleName;
}

function listPolicies(input: object) {
  return client.send(new ListPoliciesCommand(input));
}

describe("the versions of a policy", () => {
  test("take turns as the default one", async () => {
    const PolicyArn = await aPolicy("versions");
    await client.send(new CreatePolicyVersionCommand({ PolicyArn, PolicyDocument: ALLOW }));
    await client.send(new SetDefaultPolicyVersionCommand({ PolicyArn, VersionId: "v2" }));
    const { Policy } = await client.send(new GetPolicyCommand({ PolicyArn }));
    expect(Policy).toMatchObject({ PolicyName: "versions", DefaultVersionId: "v2" });
    await client.send(new DeletePolicyVersionCommand({ PolicyArn, VersionId: "v1" }));
    const { Versions } = await client.send(new ListPolicyVersionsCommand({ PolicyArn }));
    expect(Versions).toEqual([expect.objectContaining({ VersionId: "v2" })]);
  });

  test("keep the default one, and know what is not there", async () => {
    const PolicyArn = await aPolicy("default");
    const remove = (VersionId: string) =>
      client.send(new DeletePolicyVersionCommand({ PolicyArn, VersionId }));
    await expect(remove("v1")).rejects.toMatchObject(IN_USE);
    await expect(remove("v9")).rejects.toMatchObject(NO_SUCH);
    await expect(
      client.send(new SetDefaultPolicyVersionCommand({ PolicyArn, VersionId: "v9" })),
    ).rejects.toMatchObject(NO_SUCH);
    await expect(client.send(new GetPolicyCommand({ PolicyArn: NOWHERE }))).rejects.toMatchObject(
      NO_SUCH,
    );
  });
});

test("a policy of AWS is read and never changed", async () => {
  const before = await client.send(new GetPolicyCommand({ PolicyArn: OF_AWS }));
  expect(before.Policy?.DefaultVersionId).toBe("v1");
  const version = { PolicyArn: OF_AWS, PolicyDocument: ALLOW, SetAsDefault: true };
  const denied = { name: "AccessDenied", $metadata: { httpStatusCode: 403 } };
  await expect(client.send(new CreatePolicyVersionCommand(version))).rejects.toMatchObject(denied);
  await expect(client.send(new DeletePolicyCommand({ PolicyArn: OF_AWS }))).rejects.toMatchObject(
    denied,
  );
  const after = await client.send(new GetPolicyCommand({ PolicyArn: OF_AWS }));
  expect(after.Policy).toEqual(before.Policy);
});

describe("a permissions boundary", () => {
  test("is put on a role and taken off it", async () => {
    const PermissionsBoundary = await aPolicy("boundary");
    const RoleName = await aRole("bounded");
    await client.send(new PutRolePermissionsBoundaryCommand({ RoleName, PermissionsBoundary }));
    const bounded = await client.send(new GetRoleCommand({ RoleName }));
    expect(bounded.Role?.PermissionsBoundary?.PermissionsBoundaryArn).toBe(PermissionsBoundary);
    await client.send(new DeleteRolePermissionsBoundaryCommand({ RoleName }));
    const free = await client.send(new GetRoleCommand({ RoleName }));
    expect(free.Role?.PermissionsBoundary).toBeUndefined();
  });

  test("counts as a use of its policy, which then cannot be deleted", async () => {
    const PolicyArn = await aPolicy("used-as-boundary");
    const RoleName = await aRole("bounded-too");
    const boundary = { RoleName, PermissionsBoundary: PolicyArn };
    await client.send(new PutRolePermissionsBoundaryCommand(boundary));
    const { Policy } = await client.send(new GetPolicyCommand({ PolicyArn }));
    expect(Policy).toMatchObject({ AttachmentCount: 0, PermissionsBoundaryUsageCount: 1 });
    const remove = new DeletePolicyCommand({ PolicyArn });
    await expect(client.send(remove)).rejects.toMatchObject(IN_USE);
    await client.send(new DeleteRolePermissionsBoundaryCommand({ RoleName }));
    await client.send(remove);
  });

  test("needs a policy and a role that are there", async () => {
    const RoleName = await aRole("unbounded");
    const put = (input: { RoleName: string; PermissionsBoundary: string }) =>
      client.send(new PutRolePermissionsBoundaryCommand(input));
    const wrongPolicy = put({ RoleName, PermissionsBoundary: NOWHERE });
    await expect(wrongPolicy).rejects.toMatchObject(NO_SUCH);
    const wrongRole = put({ RoleName: "nobody", PermissionsBoundary: OF_AWS });
    await expect(wrongRole).rejects.toMatchObject(NO_SUCH);
    await expect(
      client.send(new DeleteRolePermissionsBoundaryCommand({ RoleName: "nobody" })),
    ).rejects.toMatchObject(NO_SUCH);
  });
});

test("a policy names the roles that use it, by path and by use", async () => {
  const PolicyArn = await aPolicy("shared");
  const RoleName = await aRole("attached", "/app/");
  await client.send(new AttachRolePolicyCommand({ RoleName, PolicyArn }));
  const bounded = { RoleName: await aRole("limited"), PermissionsBoundary: PolicyArn };
  await client.send(new PutRolePermissionsBoundaryCommand(bounded));
  const rolesOf = async (filter: object) => {
    const input = { PolicyArn, ...filter };
    const { PolicyRoles = [] } = await client.send(new ListEntitiesForPolicyCommand(input));
    return PolicyRoles.map((role) => role.RoleName);
  };
  expect(await rolesOf({})).toEqual(["attached", "limited"]);
  expect(await rolesOf({ PathPrefix: "/app/" })).toEqual(["attached"]);
  expect(await rolesOf({ PolicyUsageFilter: "PermissionsBoundary" })).toEqual(["limited"]);
  expect(await rolesOf({ EntityFilter: "User" })).toEqual([]);
  await expect(
    client.send(new ListEntitiesForPolicyCommand({ PolicyArn: NOWHERE })),
  ).rejects.toMatchObject(NO_SUCH);
});

describe("lists", () => {
  test("of policies go by path, use and page", async () => {
    const PathPrefix = "/listed/";
    for (const name of ["one", "two", "three"]) await aPolicy(name, PathPrefix);
    const first = await client.send(
      new ListPoliciesCommand({ Scope: "Local", PathPrefix, MaxItems: 2 }),
    );
    expect(first.Policies?.length).toBe(2);
    expect(first.IsTruncated).toBe(true);
    const rest = await client.send(
      new ListPoliciesCommand({ Scope: "Local", PathPrefix, Marker: first.Marker }),
    );
    expect(rest).toMatchObject({ IsTruncated: false });
    expect(rest.Policies?.length).toBe(1);
    const attached = await client.send(
      new ListPoliciesCommand({ Scope: "Local", PathPrefix, OnlyAttached: true }),
    );
    expect(attached.Policies).toEqual([]);
  });

  test("refuse pages that are none, and the policies of AWS", async () => {
    await expect(listPolicies({ MaxItems: 0 })).rejects.toMatchObject(INVALID);
    await expect(listPolicies({ Marker: "x" })).rejects.toMatchObject(INVALID);
    await expect(listPolicies({ Scope: "AWS" })).rejects.toMatchObject({
      name: "NotEmulated",
      $metadata: { httpStatusCode: 501 },
    });
  });

  test("of users and account aliases are empty", async () => {
    const users = await client.send(new ListUsersCommand({}));
    expect(users).toMatchObject({ Users: [], IsTruncated: false });
    const aliases = await client.send(new ListAccountAliasesCommand({}));
    expect(aliases).toMatchObject({ AccountAliases: [], IsTruncated: false });
  });
});

describe("a role", () => {
  test("is given a longer session and another description", async () => {
    const RoleName = await aRole("updated");
    const changes = { Description: "new", MaxSessionDuration: 7200 };
    await client.send(new UpdateRoleCommand({ RoleName, ...changes }));
    const { Role } = await client.send(new GetRoleCommand({ RoleName }));
    expect(Role).toMatchObject(changes);
  });

  test("has sessions of one to twelve hours", async () => {
    const RoleName = await aRole("patient");
    for (const MaxSessionDuration of [3599, 43_201]) {
      await expect(
        client.send(new UpdateRoleCommand({ RoleName, MaxSessionDuration })),
      ).rejects.toMatchObject(INVALID);
    }
    await expect(client.send(new UpdateRoleCommand({ RoleName: "nobody" }))).rejects.toMatchObject(
      NO_SUCH,
    );
  });
});
