import {
  DeleteLayerVersionCommand,
  GetLayerVersionByArnCommand,
  GetLayerVersionCommand,
  LambdaClient,
  ListLayersCommand,
  ListLayerVersionsCommand,
  PublishLayerVersionCommand,
  type PublishLayerVersionCommandInput,
} from "@aws-sdk/client-lambda";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestCloud, type TestCloud } from "../src/testing.ts";
import { LAMBDA_PLUGINS, zipOf } from "./lambda-fixtures.ts";

const ARN = "arn:aws:lambda:eu-west-1:000000000000:layer";
const NOT_FOUND = { name: "ResourceNotFoundException", $metadata: { httpStatusCode: 404 } };

let cloud: TestCloud;
let lambda: LambdaClient;

beforeAll(async () => {
  cloud = await startTestCloud({ keep: true, plugins: LAMBDA_PLUGINS });
  lambda = cloud.client(LambdaClient);
});
afterAll(() => cloud.stop());

async function publish(
  LayerName: string,
  over: Partial<PublishLayerVersionCommandInput> = {},
): Promise<number> {
  const { Version = 0 } = await lambda.send(
    new PublishLayerVersionCommand({
      LayerName,
      Content: { ZipFile: zipOf({ "nodejs/a.mjs": "export default 1;" }) },
      CompatibleRuntimes: ["nodejs24.x"],
      ...over,
    }),
  );
  return Version;
}

function listLayers(filter: object) {
  return lambda.send(new ListLayersCommand(filter));
}

describe("a layer version", () => {
  test("is found by name and number, and by its ARN", async () => {
    await publish("found", { Description: "first" });
    const expected = {
      LayerVersionArn: `${ARN}:found:1`,
      Version: 1,
      Description: "first",
      CompatibleRuntimes: ["nodejs24.x"],
      Content: {
        CodeSha256: expect.stringMatching(/^[\w+/]{43}=$/),
        CodeSize: expect.any(Number),
        Location: expect.stringMatching(`^${cloud.endpoint}/`),
      },
    };
    const byName = { LayerName: "found", VersionNumber: 1 };
    expect(await lambda.send(new GetLayerVersionCommand(byName))).toMatchObject(expected);
    const byArn = { Arn: `${ARN}:found:1` };
    expect(await lambda.send(new GetLayerVersionByArnCommand(byArn))).toMatchObject(expected);
  });

  test("that is not there is not found", async () => {
    const byName = { LayerName: "none", VersionNumber: 1 };
    await expect(lambda.send(new GetLayerVersionCommand(byName))).rejects.toMatchObject(NOT_FOUND);
    const byArn = { Arn: `${ARN}:none:1` };
    await expect(lambda.send(new GetLayerVersionByArnCommand(byArn))).rejects.toMatchObject(
      NOT_FOUND,
    );
  });

  test("is not named by the ARN of its layer", async () => {
    await publish("unnumbered");
    await expect(
      lambda.send(new GetLayerVersionByArnCommand({ Arn: `${ARN}:unnumbered` })),
    ).rejects.toMatchObject({ name: "ValidationException" });
  });

  test("is deleted, also twice, and leaves its number unused", async () => {
    const LayerName = "deleted";
    await publish(LayerName);
    const newest = { LayerName, VersionNumber: await publish(LayerName) };
    await lambda.send(new DeleteLayerVersionCommand(newest));
    await lambda.send(new DeleteLayerVersionCommand(newest));
    await expect(lambda.send(new GetLayerVersionCommand(newest))).rejects.toMatchObject(NOT_FOUND);
    expect(await publish(LayerName)).toBe(3);
  });
});

test.each(["two words", "a".repeat(141), "../layer"])("no layer is called %s", async (name) => {
  await expect(publish(name)).rejects.toMatchObject({ name: "ValidationException" });
});

describe("lists", () => {
  test("of versions are newest first, by runtime and page", async () => {
    const LayerName = "listed";
    await publish(LayerName);
    await publish(LayerName, { CompatibleRuntimes: ["nodejs22.x"] });
    await publish(LayerName);
    const versions = async (filter: object) => {
      const found = await lambda.send(new ListLayerVersionsCommand({ LayerName, ...filter }));
      return { versions: found.LayerVersions?.map(({ Version }) => Version), at: found.NextMarker };
    };
    expect((await versions({})).versions).toEqual([3, 2, 1]);
    expect((await versions({ CompatibleRuntime: "nodejs22.x" })).versions).toEqual([2]);
    const first = await versions({ MaxItems: 2 });
    expect(first.versions).toEqual([3, 2]);
    expect(await versions({ Marker: first.at })).toEqual({ versions: [1], at: undefined });
    await expect(versions({ MaxItems: 0 })).rejects.toMatchObject({ name: "ValidationException" });
  });

  test("of layers name the newest version of each", async () => {
    await publish("latest", { CompatibleArchitectures: ["arm64"] });
    await publish("latest", { CompatibleArchitectures: ["arm64"] });
    const { Layers } = await listLayers({ CompatibleArchitecture: "arm64" });
    expect(Layers).toMatchObject([
      { LayerName: "latest", LayerArn: `${ARN}:latest`, LatestMatchingVersion: { Version: 2 } },
    ]);
    expect((await listLayers({ MaxItems: 1 })).Layers?.length).toBe(1);
    await expect(listLayers({ Marker: "x" })).rejects.toMatchObject({
      name: "InvalidParameterValueException",
    });
  });
});
