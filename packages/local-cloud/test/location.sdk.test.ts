import {
  CloudFormationClient,
  CreateStackCommand,
  DeleteStackCommand,
  UpdateStackCommand,
} from "@aws-sdk/client-cloudformation";
import {
  CreatePlaceIndexCommand,
  DeletePlaceIndexCommand,
  DescribePlaceIndexCommand,
  ListPlaceIndexesCommand,
  ListTagsForResourceCommand,
  LocationClient,
  SearchPlaceIndexForPositionCommand,
  SearchPlaceIndexForTextCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdatePlaceIndexCommand,
} from "@aws-sdk/client-location";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestCloud, type TestCloud } from "../src/testing.ts";
import { settledStack } from "./stack-status.ts";

const IndexName = "explore.place";

let local: TestCloud;
let client: LocationClient;

beforeAll(async () => {
  local = await startTestCloud({ keep: true });
  client = local.client(LocationClient);
  await client.send(new CreatePlaceIndexCommand({ IndexName, DataSource: "Esri" }));
});

afterAll(async () => local.stop());

async function search(Text: string, more: object = {}) {
  return client.send(new SearchPlaceIndexForTextCommand({ IndexName, Text, ...more }));
}

/** A stack with one place index. */
function template(IntendedUse: string): string {
  return JSON.stringify({
    Resources: {
      Places: {
        Type: "AWS::Location::PlaceIndex",
        Properties: {
          IndexName: "of-a-stack",
          DataSource: "Esri",
          DataSourceConfiguration: { IntendedUse },
        },
      },
    },
    Outputs: { Arn: { Value: { "Fn::GetAtt": ["Places", "Arn"] } } },
  });
}

describe("a place index", () => {
  test("is made, described, updated, tagged, listed and deleted", async () => {
    const name = { IndexName: "second" };
    const { IndexArn: ResourceArn } = await client.send(
      new CreatePlaceIndexCommand({ ...name, DataSource: "Here", Tags: { a: "1", b: "2" } }),
    );
    expect(ResourceArn).toBe("arn:aws:geo:eu-west-1:000000000000:place-index/second");
    await expect(
      client.send(new CreatePlaceIndexCommand({ ...name, DataSource: "Here" })),
    ).rejects.toMatchObject({ name: "ConflictException" });
    await client.send(
      new UpdatePlaceIndexCommand({
        ...name,
        Description: "kept",
        DataSourceConfiguration: { IntendedUse: "Storage" },
      }),
    );
    expect(await client.send(new DescribePlaceIndexCommand(name))).toMatchObject({
      Description: "kept",
      DataSource: "Here",
      DataSourceConfiguration: { IntendedUse: "Storage" },
    });
    await client.send(new TagResourceCommand({ ResourceArn, Tags: { c: "3" } }));
    await client.send(new UntagResourceCommand({ ResourceArn, TagKeys: ["a"] }));
    const { Tags } = await client.send(new ListTagsForResourceCommand({ ResourceArn }));
    expect(Tags).toEqual({ b: "2", c: "3" });
    const first = await client.send(new ListPlaceIndexesCommand({ MaxResults: 1 }));
    const { NextToken } = first;
    const second = await client.send(new ListPlaceIndexesCommand({ MaxResults: 1, NextToken }));
    const names = [...(first.Entries ?? []), ...(second.Entries ?? [])].map(
      (entry) => entry.IndexName,
    );
    expect(names).toEqual([IndexName, "second"]);
    await client.send(new DeletePlaceIndexCommand(name));
    await expect(client.send(new DescribePlaceIndexCommand(name))).rejects.toMatchObject({
      name: "ResourceNotFoundException",
    });
  });

  test("is a resource of a stack", async () => {
    const stacks = local.client(CloudFormationClient);
    const StackName = "places";
    await stacks.send(new CreateStackCommand({ StackName, TemplateBody: template("SingleUse") }));
    const { Outputs } = await settledStack(stacks, StackName);
    expect(Outputs?.[0]?.OutputValue).toMatch(/:place-index\/of-a-stack$/u);
    await stacks.send(new UpdateStackCommand({ StackName, TemplateBody: template("Storage") }));
    await settledStack(stacks, StackName);
    const describeIndex = new DescribePlaceIndexCommand({ IndexName: "of-a-stack" });
    expect(await client.send(describeIndex)).toMatchObject({
      DataSourceConfiguration: { IntendedUse: "Storage" },
    });
    await stacks.send(new DeleteStackCommand({ StackName }));
    await expect
      .poll(async () => client.send(describeIndex).catch((error: Error) => error.name))
      .toBe("ResourceNotFoundException");
  });
});

describe("a search by text", () => {
  test("answers addresses with their parts and real positions", async () => {
    const { Results, Summary } = await search("550 Main Street, Hartford, CT");
    expect(Summary).toMatchObject({ Text: "550 Main Street, Hartford, CT", DataSource: "Esri" });
    expect(Results?.[0]).toMatchObject({
      Relevance: 1,
      Place: {
        Label: "550 Main Street, Hartford, CT, 06103, USA",
        AddressNumber: "550",
        Street: "Main Street",
        Municipality: "Hartford",
        Region: "Connecticut",
        Country: "USA",
        PostalCode: "06103",
      },
    });
    const [longitude = 0, latitude = 0] = Results?.[0]?.Place?.Geometry?.Point ?? [];
    expect(longitude).toBeCloseTo(-72.67, 1);
    expect(latitude).toBeCloseTo(41.76, 1);
  });

  test("answers an empty list for what it does not know", async () => {
    expect((await search("Atlantis, ZZ")).Results).toEqual([]);
  });

  test("keeps to countries, a box, a bias and a number of results", async () => {
    const { Results = [] } = await search("Paris", { FilterCountries: ["USA"], MaxResults: 2 });
    expect(Results.map(({ Place }) => Place?.Country)).toEqual(["USA", "USA"]);
    const near = await search("Springfield", { BiasPosition: [-72.6, 42.1], MaxResults: 1 });
    expect(near.Results?.[0]?.Place?.Region).toBe("Massachusetts");
    const inBox = await search("Springfield", { FilterBBox: [-90, 39, -89, 40] });
    expect(inBox.Results?.map(({ Place }) => Place?.Region)).toEqual(["Illinois"]);
  });

  test.each([
    ["an empty text", { Text: "" }],
    ["a latitude beyond the pole", { Text: "x", BiasPosition: [0, 91] }],
    ["both a bias and a box", { Text: "x", BiasPosition: [0, 0], FilterBBox: [0, 0, 1, 1] }],
    ["too many results", { Text: "x", MaxResults: 51 }],
    ["a country of two letters", { Text: "x", FilterCountries: ["US"] }],
  ])("refuses %s", async (_what, input) => {
    await expect(search(input.Text, input)).rejects.toMatchObject({ name: "ValidationException" });
  });
});

test("a search by position takes longitude first", async () => {
  const answer = await client.send(
    new SearchPlaceIndexForPositionCommand({ IndexName, Position: [-71.056739, 42.35866] }),
  );
  expect(answer.Results?.[0]?.Place).toMatchObject({ Municipality: "Boston", Country: "USA" });
  await expect(
    client.send(
      new SearchPlaceIndexForPositionCommand({ IndexName, Position: [42.35866, -171.056739] }),
    ),
  ).rejects.toMatchObject({ name: "ValidationException" });
});

test("more than 50 searches in a second are throttled, each kind by itself", async () => {
  const limited = await startTestCloud();
  const places = limited.client(LocationClient);
  await places.send(new CreatePlaceIndexCommand({ IndexName, DataSource: "Esri" }));
  const names: string[] = [];
  for (let count = 0; count < 200 && names.length === 0; count += 1) {
    try {
      await places.send(new SearchPlaceIndexForTextCommand({ IndexName, Text: "Hartford, CT" }));
    } catch (error) {
      names.push(error instanceof Error ? error.name : String(error));
    }
  }
  expect(names).toEqual(["ThrottlingException"]);
  const Position = [-72.67, 41.76];
  await places.send(new SearchPlaceIndexForPositionCommand({ IndexName, Position }));
});
