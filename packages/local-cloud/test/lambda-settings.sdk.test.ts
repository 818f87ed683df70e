import {
  CreateAliasCommand,
  DeleteAliasCommand,
  DeleteFunctionConcurrencyCommand,
  DeleteFunctionEventInvokeConfigCommand,
  GetAccountSettingsCommand,
  GetAliasCommand,
  GetFunctionCodeSigningConfigCommand,
  GetFunctionConcurrencyCommand,
  GetFunctionEventInvokeConfigCommand,
  GetRuntimeManagementConfigCommand,
  LambdaClient,
  ListAliasesCommand,
  ListFunctionEventInvokeConfigsCommand,
  ListTagsCommand,
  PublishVersionCommand,
  PutFunctionConcurrencyCommand,
  PutFunctionEventInvokeConfigCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateAliasCommand,
  UpdateFunctionCodeCommand,
  UpdateFunctionEventInvokeConfigCommand,
} from "@aws-sdk/client-lambda";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestCloud, type TestCloud } from "../src/testing.ts";
import { createFunction, LAMBDA_PLUGINS, zipOf } from "./lambda-fixtures.ts";

const ARN = "arn:aws:lambda:eu-west-1:000000000000:function";
const QUEUE = "arn:aws:sqs:eu-west-1:000000000000:failed";
const NOT_FOUND = { name: "ResourceNotFoundException", $metadata: { httpStatusCode: 404 } };
const INVALID = { name: "InvalidParameterValueException", $metadata: { httpStatusCode: 400 } };
const VALIDATION = { name: "ValidationException", $metadata: { httpStatusCode: 400 } };

let cloud: TestCloud;
let lambda: LambdaClient;
let count = 0;

beforeAll(async () => {
  cloud = await startTestCloud({ keep: true, plugins: LAMBDA_PLUGINS });
  lambda = cloud.client(LambdaClient);
});
afterAll(() => cloud.stop());

function sourceOf(answer: number): string {
  return `export const handler = () => ${answer};`;
}

async function aFunction(): Promise<string> {
  count += 1;
  return createFunction(lambda, sourceOf(0), { FunctionName: `f-${count}` });
}

/** A function with the versions 1 and 2. */
async function withVersions(): Promise<string> {
  const FunctionName = await aFunction();
  await lambda.send(new PublishVersionCommand({ FunctionName }));
  const ZipFile = zipOf({ "index.mjs": sourceOf(1) });
  await lambda.send(new UpdateFunctionCodeCommand({ FunctionName, ZipFile, Publish: true }));
  return FunctionName;
}

/** The error codes that calls end with. */
async function codesOf(calls: Promise<unknown>[]): Promise<string[]> {
  const ends = await Promise.allSettled(calls);
  return ends.map((end) => (end.status === "rejected" ? (end.reason as Error).name : "no error"));
}

describe("an alias", () => {
  test("moves to another version, shares its calls, and stops sharing them", async () => {
    const at = { FunctionName: await withVersions(), Name: "live" };
    await lambda.send(new CreateAliasCommand({ ...at, FunctionVersion: "1" }));
    const RoutingConfig = { AdditionalVersionWeights: { "2": 0.1 } };
    const shared = await lambda.send(new UpdateAliasCommand({ ...at, RoutingConfig }));
    expect(shared).toMatchObject({ FunctionVersion: "1", RoutingConfig });
    await lambda.send(
      new UpdateAliasCommand({
        ...at,
        FunctionVersion: "2",
        RoutingConfig: { AdditionalVersionWeights: {} },
      }),
    );
    const found = await lambda.send(new GetAliasCommand(at));
    expect(found.FunctionVersion).toBe("2");
    expect(found.RoutingConfig).toBeUndefined();
  });

  test("is updated only from the revision that was read", async () => {
    const at = { FunctionName: await withVersions(), Name: "live" };
    const { RevisionId } = await lambda.send(
      new CreateAliasCommand({ ...at, FunctionVersion: "1" }),
    );
    const update = new UpdateAliasCommand({ ...at, FunctionVersion: "2", RevisionId });
    await lambda.send(update);
    await expect(lambda.send(update)).rejects.toMatchObject({
      name: "PreconditionFailedException",
      $metadata: { httpStatusCode: 412 },
    });
  });

  test("leads only to versions that are there", async () => {
    const at = { FunctionName: await withVersions(), Name: "live" };
    await expect(
      lambda.send(new UpdateAliasCommand({ ...at, FunctionVersion: "1" })),
    ).rejects.toMatchObject(NOT_FOUND);
    await lambda.send(new CreateAliasCommand({ ...at, FunctionVersion: "1" }));
    await expect(
      lambda.send(new UpdateAliasCommand({ ...at, FunctionVersion: "9" })),
    ).rejects.toMatchObject(NOT_FOUND);
  });

  test.each([
    ["weight above 1", "1", { "2": 1.5 }],
    ["share of its own version", "1", { "1": 0.5 }],
    ["share beside $LATEST", "$LATEST", { "2": 0.5 }],
  ])("takes no %s", async (_kind, FunctionVersion, AdditionalVersionWeights) => {
    const at = { FunctionName: await withVersions(), Name: "live" };
    const RoutingConfig = { AdditionalVersionWeights };
    await expect(
      lambda.send(new CreateAliasCommand({ ...at, FunctionVersion, RoutingConfig })),
    ).rejects.toMatchObject({ $metadata: { httpStatusCode: 400 } });
  });

  test("is listed by version and page, and gone once deleted", async () => {
    const FunctionName = await withVersions();
    for (const [Name, FunctionVersion] of [
      ["a", "1"],
      ["b", "2"],
      ["c", "2"],
    ] as const) {
      await lambda.send(new CreateAliasCommand({ FunctionName, Name, FunctionVersion }));
    }
    const names = async (filter: object) => {
      const found = await lambda.send(new ListAliasesCommand({ FunctionName, ...filter }));
      return { names: found.Aliases?.map(({ Name }) => Name), next: found.NextMarker };
    };
    expect(await names({ FunctionVersion: "2" })).toEqual({ names: ["b", "c"], next: undefined });
    const first = await names({ MaxItems: 2 });
    expect(first.names).toEqual(["a", "b"]);
    expect((await names({ Marker: first.next })).names).toEqual(["c"]);
    await lambda.send(new DeleteAliasCommand({ FunctionName, Name: "b" }));
    expect((await names({})).names).toEqual(["a", "c"]);
    await lambda.send(new DeleteAliasCommand({ FunctionName, Name: "b" }));
    const missing = { FunctionName: "none", Name: "b" };
    await expect(lambda.send(new DeleteAliasCommand(missing))).rejects.toMatchObject(NOT_FOUND);
    await expect(
      lambda.send(new ListAliasesCommand({ FunctionName: "none" })),
    ).rejects.toMatchObject(NOT_FOUND);
  });
});

describe("reserved concurrency", () => {
  test("is read, counted against the account and given back", async () => {
    const FunctionName = await aFunction();
    const reserved = async () => {
      const found = await lambda.send(new GetFunctionConcurrencyCommand({ FunctionName }));
      return found.ReservedConcurrentExecutions;
    };
    const unreserved = async () => {
      const { AccountLimit } = await lambda.send(new GetAccountSettingsCommand({}));
      return AccountLimit?.UnreservedConcurrentExecutions ?? 0;
    };
    const before = await unreserved();
    await lambda.send(
      new PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions: 7 }),
    );
    expect(await reserved()).toBe(7);
    expect(await unreserved()).toBe(before - 7);
    await lambda.send(new DeleteFunctionConcurrencyCommand({ FunctionName }));
    expect(await reserved()).toBeUndefined();
    expect(await unreserved()).toBe(before);
  });

  test("is not negative, and not of a function that is not there", async () => {
    const FunctionName = await aFunction();
    await expect(
      lambda.send(
        new PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions: -1 }),
      ),
    ).rejects.toMatchObject(VALIDATION);
    const missing = { FunctionName: "none" };
    expect(
      await codesOf([
        lambda.send(new GetFunctionConcurrencyCommand(missing)),
        lambda.send(new DeleteFunctionConcurrencyCommand(missing)),
      ]),
    ).toEqual(Array(2).fill("ResourceNotFoundException"));
  });
});

test("the account says how many functions it has and how large they are", async () => {
  const { AccountUsage: before } = await lambda.send(new GetAccountSettingsCommand({}));
  await aFunction();
  const { AccountUsage: after } = await lambda.send(new GetAccountSettingsCommand({}));
  expect(after?.FunctionCount).toBe((before?.FunctionCount ?? 0) + 1);
  expect(after?.TotalCodeSize).toBeGreaterThan(before?.TotalCodeSize ?? 0);
});

describe("the settings of asynchronous calls", () => {
  test("are updated in part, listed by qualifier and deleted", async () => {
    const FunctionName = await withVersions();
    const DestinationConfig = { OnFailure: { Destination: QUEUE } };
    await lambda.send(
      new PutFunctionEventInvokeConfigCommand({
        FunctionName,
        MaximumRetryAttempts: 0,
        DestinationConfig,
      }),
    );
    await lambda.send(
      new UpdateFunctionEventInvokeConfigCommand({ FunctionName, MaximumEventAgeInSeconds: 60 }),
    );
    const found = await lambda.send(new GetFunctionEventInvokeConfigCommand({ FunctionName }));
    expect(found).toMatchObject({
      FunctionArn: `${ARN}:${FunctionName}:$LATEST`,
      MaximumRetryAttempts: 0,
      MaximumEventAgeInSeconds: 60,
      DestinationConfig,
    });
    const ofOne = { FunctionName, Qualifier: "1", MaximumRetryAttempts: 1 };
    await lambda.send(new PutFunctionEventInvokeConfigCommand(ofOne));
    const list = (more: object = {}) =>
      lambda.send(new ListFunctionEventInvokeConfigsCommand({ FunctionName, ...more }));
    const { FunctionEventInvokeConfigs = [] } = await list();
    expect(FunctionEventInvokeConfigs.map(({ FunctionArn }) => FunctionArn)).toEqual([
      `${ARN}:${FunctionName}:$LATEST`,
      `${ARN}:${FunctionName}:1`,
    ]);
    const { NextMarker } = await list({ MaxItems: 1 });
    expect((await list({ Marker: NextMarker })).FunctionEventInvokeConfigs?.length).toBe(1);
    await lambda.send(new DeleteFunctionEventInvokeConfigCommand({ FunctionName }));
    expect((await list()).FunctionEventInvokeConfigs?.length).toBe(1);
  });

  test("have to be there to be read, updated and deleted", async () => {
    const at = { FunctionName: await aFunction() };
    expect(
      await codesOf([
        lambda.send(new GetFunctionEventInvokeConfigCommand(at)),
        lambda.send(new UpdateFunctionEventInvokeConfigCommand({ ...at, MaximumRetryAttempts: 1 })),
        lambda.send(new DeleteFunctionEventInvokeConfigCommand(at)),
        lambda.send(new ListFunctionEventInvokeConfigsCommand({ FunctionName: "none" })),
      ]),
    ).toEqual(Array(4).fill("ResourceNotFoundException"));
  });

  test("take no more retries than two", async () => {
    const FunctionName = await aFunction();
    await lambda.send(
      new PutFunctionEventInvokeConfigCommand({ FunctionName, MaximumRetryAttempts: 2 }),
    );
    await expect(
      lambda.send(
        new UpdateFunctionEventInvokeConfigCommand({ FunctionName, MaximumRetryAttempts: 3 }),
      ),
    ).rejects.toMatchObject(VALIDATION);
  });
});

test("a function has no code signing, and takes its runtime's updates", async () => {
  const FunctionName = await aFunction();
  const signing = await lambda.send(new GetFunctionCodeSigningConfigCommand({ FunctionName }));
  expect(signing).toMatchObject({ CodeSigningConfigArn: "", FunctionName });
  const runtime = await lambda.send(new GetRuntimeManagementConfigCommand({ FunctionName }));
  expect(runtime).toMatchObject({
    UpdateRuntimeOn: "Auto",
    FunctionArn: `${ARN}:${FunctionName}:$LATEST`,
  });
  expect(
    await codesOf([
      lambda.send(new GetFunctionCodeSigningConfigCommand({ FunctionName: "none" })),
      lambda.send(new GetRuntimeManagementConfigCommand({ FunctionName, Qualifier: "9" })),
    ]),
  ).toEqual(Array(2).fill("ResourceNotFoundException"));
});

test("a function's tags come and go", async () => {
  const Resource = `${ARN}:${await aFunction()}`;
  await lambda.send(new TagResourceCommand({ Resource, Tags: { team: "a", tier: "1" } }));
  await lambda.send(new UntagResourceCommand({ Resource, TagKeys: ["tier"] }));
  expect((await lambda.send(new ListTagsCommand({ Resource }))).Tags).toEqual({ team: "a" });
  const missing = { Resource: `${ARN}:none`, Tags: { a: "b" } };
  await expect(lambda.send(new TagResourceCommand(missing))).rejects.toMatchObject(NOT_FOUND);
});

test("pages that are none are refused", async () => {
  const FunctionName = await aFunction();
  await expect(
    lambda.send(new ListAliasesCommand({ FunctionName, Marker: "x" })),
  ).rejects.toMatchObject(INVALID);
  await expect(
    lambda.send(new ListAliasesCommand({ FunctionName, MaxItems: 0 })),
  ).rejects.toMatchObject(VALIDATION);
});
