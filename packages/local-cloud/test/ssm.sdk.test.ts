import {
  AddTagsToResourceCommand,
  DeleteParameterCommand,
  DeleteParametersCommand,
  DescribeParametersCommand,
  GetParameterCommand,
  GetParameterHistoryCommand,
  GetParametersByPathCommand,
  GetParametersCommand,
  LabelParameterVersionCommand,
  ListTagsForResourceCommand,
  PutParameterCommand,
  RemoveTagsFromResourceCommand,
  SSMClient,
} from "@aws-sdk/client-ssm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ssm } from "../src/services/ssm/index.ts";
import { startTestCloud, type TestCloud } from "../src/testing.ts";

let local: TestCloud;
let client: SSMClient;

beforeAll(async () => {
  local = await startTestCloud({ keep: true, plugins: [ssm] });
  client = local.client(SSMClient);
});

afterAll(async () => local.stop());

async function put(Name: string, Value: string, more: object = {}) {
  return client.send(new PutParameterCommand({ Name, Value, Type: "String", ...more }));
}

async function get(Name: string, more: object = {}) {
  const { Parameter } = await client.send(new GetParameterCommand({ Name, ...more }));
  return Parameter;
}

describe("a parameter", () => {
  test("gets a new version each time it is overwritten", async () => {
    expect(await put("/a/name", "one")).toMatchObject({ Version: 1, Tier: "Standard" });
    await expect(put("/a/name", "two")).rejects.toMatchObject({ name: "ParameterAlreadyExists" });
    await put("/a/name", "two", { Overwrite: true });
    expect(await get("/a/name")).toMatchObject({
      Value: "two",
      Version: 2,
      ARN: "arn:aws:ssm:eu-west-1:000000000000:parameter/a/name",
      DataType: "text",
    });
    expect(await get("/a/name:1")).toMatchObject({ Value: "one", Selector: ":1" });
    await expect(get("/a/name:9")).rejects.toMatchObject({ name: "ParameterVersionNotFound" });
  });

  test("is found by its ARN", async () => {
    await put("plain", "value");
    expect(await get("arn:aws:ssm:eu-west-1:000000000000:parameter/plain")).toMatchObject({
      Name: "plain",
      Value: "value",
    });
  });

  test("keeps a secret unless decryption is asked for", async () => {
    await put("/secret", "hush", { Type: "SecureString" });
    expect((await get("/secret"))?.Value).not.toContain("hush");
    expect((await get("/secret", { WithDecryption: true }))?.Value).toBe("hush");
  });

  test("is labelled, and read by its label", async () => {
    await put("/labelled", "one");
    await put("/labelled", "two", { Overwrite: true });
    const label = { Name: "/labelled", Labels: ["live", "aws-no"], ParameterVersion: 1 };
    const answer = await client.send(new LabelParameterVersionCommand(label));
    expect(answer.InvalidLabels).toEqual(["aws-no"]);
    expect((await get("/labelled:live"))?.Value).toBe("one");
    const { Parameters } = await client.send(new GetParameterHistoryCommand({ Name: "/labelled" }));
    expect(Parameters?.map(({ Value, Labels }) => [Value, Labels])).toEqual([
      ["one", ["live"]],
      ["two", []],
    ]);
  });

  test("carries tags", async () => {
    await put("/tagged", "x", { Tags: [{ Key: "a", Value: "1" }] });
    const resource = { ResourceType: "Parameter", ResourceId: "/tagged" } as const;
    const Tags = [{ Key: "b", Value: "2" }];
    await client.send(new AddTagsToResourceCommand({ ...resource, Tags }));
    await client.send(new RemoveTagsFromResourceCommand({ ...resource, TagKeys: ["a"] }));
    const { TagList } = await client.send(new ListTagsForResourceCommand(resource));
    expect(TagList).toEqual([{ Key: "b", Value: "2" }]);
  });

  test("grows into the advanced tier only when it is told to", async () => {
    const long = "x".repeat(4097);
    await expect(put("/long", long)).rejects.toMatchObject({
      name: "ValidationException",
      message: expect.stringContaining("maximum parameter value of 4096 characters"),
    });
    expect(await put("/long", long, { Tier: "Intelligent-Tiering" })).toMatchObject({
      Tier: "Advanced",
    });
    await expect(put("/longer", "x".repeat(8193), { Tier: "Advanced" })).rejects.toMatchObject({
      name: "ValidationException",
    });
  });

  test.each([
    ["a/b", "ValidationException"],
    ["/aws/x", "ValidationException"],
    ["with space", "ValidationException"],
    ["/l".repeat(16), "HierarchyLevelLimitExceededException"],
  ])("cannot be called %s", async (name, code) => {
    await expect(put(name, "x")).rejects.toMatchObject({ name: code });
  });

  test("must match its pattern", async () => {
    await expect(put("/patterned", "abc", { AllowedPattern: "^\\d+$" })).rejects.toMatchObject({
      name: "ParameterPatternMismatchException",
    });
  });

  test("that is not there is not found", async () => {
    await expect(get("/ghost")).rejects.toMatchObject({ name: "ParameterNotFound" });
    await expect(client.send(new DeleteParameterCommand({ Name: "/ghost" }))).rejects.toMatchObject(
      { name: "ParameterNotFound" },
    );
  });
});

async function namesUnder(more: object) {
  const input = { Path: "/tree", ...more };
  const { Parameters } = await client.send(new GetParametersByPathCommand(input));
  return Parameters?.map(({ Name }) => Name);
}

describe("parameters", () => {
  beforeAll(async () => {
    for (const name of ["/tree/a", "/tree/b", "/tree/deep/c", "/treetop"]) await put(name, name);
  });

  test("are read together, and the missing ones are named", async () => {
    const Names = ["/tree/a", "/nope", "/tree/b"];
    const answer = await client.send(new GetParametersCommand({ Names }));
    expect(answer.Parameters?.map(({ Name }) => Name)).toEqual(["/tree/a", "/tree/b"]);
    expect(answer.InvalidParameters).toEqual(["/nope"]);
  });

  test("are read by path, one level or all", async () => {
    expect(await namesUnder({})).toEqual(["/tree/a", "/tree/b"]);
    expect(await namesUnder({ Recursive: true })).toEqual(["/tree/a", "/tree/b", "/tree/deep/c"]);
  });

  test("are read in pages", async () => {
    const input = { Path: "/tree", Recursive: true, MaxResults: 2 };
    const first = await client.send(new GetParametersByPathCommand(input));
    expect(first.Parameters).toHaveLength(2);
    const { NextToken } = first;
    const second = await client.send(new GetParametersByPathCommand({ ...input, NextToken }));
    expect(second.Parameters?.map(({ Name }) => Name)).toEqual(["/tree/deep/c"]);
    expect(second.NextToken).toBeUndefined();
  });

  test("are described, filtered by the start of their name", async () => {
    const ParameterFilters = [{ Key: "Name", Option: "BeginsWith", Values: ["/tree"] }];
    const { Parameters } = await client.send(new DescribeParametersCommand({ ParameterFilters }));
    expect(Parameters?.map(({ Name }) => Name)).toEqual([
      "/tree/a",
      "/tree/b",
      "/tree/deep/c",
      "/treetop",
    ]);
    expect(Parameters?.[0]).toMatchObject({ Tier: "Standard", Version: 1, Type: "String" });
  });

  test("are deleted together", async () => {
    const Names = ["/treetop", "/nope"];
    const answer = await client.send(new DeleteParametersCommand({ Names }));
    expect(answer.DeletedParameters).toEqual(["/treetop"]);
    expect(answer.InvalidParameters).toEqual(["/nope"]);
  });

  test("outlive the process", async () => {
    const first = await startTestCloud({ plugins: [ssm] });
    const input = { Name: "/kept", Value: "v", Type: "String" } as const;
    await first.client(SSMClient).send(new PutParameterCommand(input));
    const second = await first.restart();
    const read = new GetParameterCommand({ Name: "/kept" });
    expect((await second.client(SSMClient).send(read)).Parameter?.Value).toBe("v");
  });
});

test("filters take only the options that they know", async () => {
  for (const filter of [
    { Key: "Name", Option: "Fly", Values: ["x"] },
    { Key: "Path", Option: "BeginsWith", Values: ["/x"] },
  ]) {
    await expect(
      client.send(new DescribeParametersCommand({ ParameterFilters: [filter] })),
    ).rejects.toMatchObject({ name: "InvalidFilterOption" });
  }
});
