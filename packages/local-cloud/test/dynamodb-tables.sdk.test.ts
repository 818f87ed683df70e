import {
  DeleteTableCommand,
  DescribeContinuousBackupsCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  GetItemCommand,
  ListTablesCommand,
  ListTagsOfResourceCommand,
  QueryCommand,
  ScanCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateContinuousBackupsCommand,
  UpdateTableCommand,
  UpdateTimeToLiveCommand,
  waitUntilTableExists,
  waitUntilTableNotExists,
  type CreateTableCommandInput,
  DynamoDBClient,
} from "@aws-sdk/client-dynamodb";
import { describe, expect, test } from "vitest";
import { aKey, createTable, NOON, putAll, startTables } from "./dynamodb-fixtures.ts";

const GSI = {
  IndexName: "ByColour",
  KeySchema: [{ AttributeName: "colour", KeyType: "HASH" as const }],
  Projection: { ProjectionType: "ALL" as const },
};

async function byColour(client: DynamoDBClient, colour: string): Promise<number | undefined> {
  const { Count } = await client.send(
    new QueryCommand({
      TableName: "Orders",
      IndexName: "ByColour",
      KeyConditionExpression: "colour = :c",
      ExpressionAttributeValues: { ":c": { S: colour } },
    }),
  );
  return Count;
}

describe("tables", () => {
  test("come into being, are described, listed and go", async () => {
    const { cloud, client } = await startTables();
    const { accountId, region } = cloud.cloud.config;
    const created = await createTable(client, { Tags: [{ Key: "team", Value: "a" }] });
    expect(created).toMatchObject({
      TableName: "Orders",
      TableStatus: "CREATING",
      TableArn: `arn:aws:dynamodb:${region}:${accountId}:table/Orders`,
      CreationDateTime: new Date(NOON),
      BillingModeSummary: { BillingMode: "PAY_PER_REQUEST" },
    });
    await waitUntilTableExists({ client, minDelay: 1, maxWaitTime: 30 }, { TableName: "Orders" });
    await putAll(client, [aKey("a", "1"), aKey("b", "1")]);
    const { Table } = await client.send(new DescribeTableCommand({ TableName: "Orders" }));
    expect(Table).toMatchObject({ TableStatus: "ACTIVE", ItemCount: 2, TableSizeBytes: 12 });
    const { TableNames } = await client.send(new ListTablesCommand({}));
    expect(TableNames).toEqual(["Orders"]);

    await client.send(new DeleteTableCommand({ TableName: "Orders" }));
    await waitUntilTableNotExists(
      { client, minDelay: 1, maxWaitTime: 30 },
      { TableName: "Orders" },
    );
    await createTable(client);
    const { Count } = await client.send(new ScanCommand({ TableName: "Orders" }));
    expect(Count).toBe(0);
  });

  test("are listed in pages", async () => {
    const { client } = await startTables();
    for (const TableName of ["Ccc", "Aaa", "Bbb"]) await createTable(client, { TableName });
    const first = await client.send(new ListTablesCommand({ Limit: 2 }));
    expect(first).toMatchObject({ TableNames: ["Aaa", "Bbb"], LastEvaluatedTableName: "Bbb" });
    const rest = await client.send(new ListTablesCommand({ ExclusiveStartTableName: "Bbb" }));
    expect(rest.TableNames).toEqual(["Ccc"]);
    expect(rest.LastEvaluatedTableName).toBeUndefined();
  });

  test("cannot be made twice, nor be described when missing", async () => {
    const { client } = await startTables();
    await createTable(client);
    await expect(createTable(client)).rejects.toMatchObject({ name: "ResourceInUseException" });
    await expect(
      client.send(new DescribeTableCommand({ TableName: "Nope" })),
    ).rejects.toMatchObject({
      name: "ResourceNotFoundException",
      message: "Requested resource not found: Table: Nope not found",
    });
  });

  test("stay when protected against deletion", async () => {
    const { client } = await startTables();
    await createTable(client, { DeletionProtectionEnabled: true });
    const deletion = new DeleteTableCommand({ TableName: "Orders" });
    await expect(client.send(deletion)).rejects.toMatchObject({ name: "ValidationException" });
    await client.send(
      new UpdateTableCommand({ TableName: "Orders", DeletionProtectionEnabled: false }),
    );
    await client.send(deletion);
  });

  test.each<[string, Partial<CreateTableCommandInput>, string]>([
    [
      "a short name",
      { TableName: "ab" },
      "TableName must be at least 3 characters long and at most 255 characters long",
    ],
    [
      "an undefined key attribute",
      { AttributeDefinitions: [{ AttributeName: "pk", AttributeType: "S" }] },
      "One or more parameter values were invalid: Some index key attributes are not defined in AttributeDefinitions. Keys: [pk, sk], AttributeDefinitions: [pk]",
    ],
    [
      "a defined attribute that is no key",
      { KeySchema: [{ AttributeName: "pk", KeyType: "HASH" }] },
      "One or more parameter values were invalid: Number of attributes in KeySchema does not exactly match number of attributes defined in AttributeDefinitions",
    ],
    [
      "throughput on demand",
      { ProvisionedThroughput: { ReadCapacityUnits: 1, WriteCapacityUnits: 1 } },
      "One or more parameter values were invalid: Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST",
    ],
    [
      "a key that starts with its range",
      {
        KeySchema: [
          { AttributeName: "pk", KeyType: "RANGE" },
          { AttributeName: "sk", KeyType: "HASH" },
        ],
      },
      "Invalid KeySchema: The first KeySchemaElement is not a HASH key type",
    ],
  ])("are refused with %s", async (_, over, message) => {
    const { client } = await startTables();
    await expect(createTable(client, over)).rejects.toMatchObject({
      name: "ValidationException",
      message,
    });
  });
});

describe("UpdateTable", () => {
  test("adds an index over the items that are there, and removes it", async () => {
    const { client } = await startTables();
    await createTable(client);
    await putAll(client, [
      { ...aKey("a", "1"), colour: { S: "red" } },
      { ...aKey("b", "1"), colour: { N: "5" } },
      aKey("c", "1"),
    ]);
    await client.send(
      new UpdateTableCommand({
        TableName: "Orders",
        AttributeDefinitions: [{ AttributeName: "colour", AttributeType: "S" }],
        GlobalSecondaryIndexUpdates: [{ Create: GSI }],
      }),
    );
    expect(await byColour(client, "red")).toBe(1);
    await putAll(client, [{ ...aKey("d", "1"), colour: { S: "red" } }, aKey("a", "1")]);
    expect(await byColour(client, "red")).toBe(1);
    await expect(putAll(client, [{ ...aKey("e", "1"), colour: { N: "1" } }])).rejects.toThrow(
      "Type mismatch for Index Key colour Expected: S Actual: N IndexName: ByColour",
    );

    await client.send(
      new UpdateTableCommand({
        TableName: "Orders",
        GlobalSecondaryIndexUpdates: [{ Delete: { IndexName: "ByColour" } }],
      }),
    );
    await expect(byColour(client, "red")).rejects.toThrow(
      "The table does not have the specified index: ByColour",
    );
    const { Table } = await client.send(new DescribeTableCommand({ TableName: "Orders" }));
    expect(Table?.AttributeDefinitions).toHaveLength(2);
  });

  test("changes the billing mode and provisioned throughput", async () => {
    const { client } = await startTables();
    await createTable(client);
    const throughput = { ReadCapacityUnits: 5, WriteCapacityUnits: 2 };
    const provision = new UpdateTableCommand({
      TableName: "Orders",
      BillingMode: "PROVISIONED",
      ProvisionedThroughput: throughput,
    });
    await client.send(provision);
    const { Table } = await client.send(new DescribeTableCommand({ TableName: "Orders" }));
    expect(Table?.BillingModeSummary?.BillingMode).toBe("PROVISIONED");
    expect(Table?.ProvisionedThroughput).toMatchObject(throughput);
    await expect(client.send(provision)).rejects.toThrow(
      "The provisioned throughput for the table will not change.",
    );
  });

  test("wants something to change", async () => {
    const { client } = await startTables();
    await createTable(client);
    await expect(client.send(new UpdateTableCommand({ TableName: "Orders" }))).rejects.toThrow(
      "At least one of ProvisionedThroughput, BillingMode",
    );
  });
});

describe("settings of a table", () => {
  test("keep tags", async () => {
    const { client } = await startTables();
    const { TableArn: ResourceArn } = await createTable(client, {
      Tags: [{ Key: "a", Value: "1" }],
    });
    await client.send(new TagResourceCommand({ ResourceArn, Tags: [{ Key: "b", Value: "2" }] }));
    await client.send(new UntagResourceCommand({ ResourceArn, TagKeys: ["a"] }));
    const { Tags } = await client.send(new ListTagsOfResourceCommand({ ResourceArn }));
    expect(Tags).toEqual([{ Key: "b", Value: "2" }]);
  });

  test("keep point-in-time recovery", async () => {
    const { client } = await startTables();
    await createTable(client);
    await client.send(
      new UpdateContinuousBackupsCommand({
        TableName: "Orders",
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      }),
    );
    const { ContinuousBackupsDescription } = await client.send(
      new DescribeContinuousBackupsCommand({ TableName: "Orders" }),
    );
    expect(ContinuousBackupsDescription?.PointInTimeRecoveryDescription).toMatchObject({
      PointInTimeRecoveryStatus: "ENABLED",
      RecoveryPeriodInDays: 35,
    });
    await expect(
      client.send(new DescribeContinuousBackupsCommand({ TableName: "Nope" })),
    ).rejects.toMatchObject({ name: "TableNotFoundException", message: "Table not found: Nope" });
  });
});

describe("time to live", () => {
  const NOON_SECONDS = NOON / 1000;

  test("deletes items when their time has come, and not before", async () => {
    const { client, clock } = await startTables();
    await createTable(client);
    await client.send(
      new UpdateTimeToLiveCommand({
        TableName: "Orders",
        TimeToLiveSpecification: { AttributeName: "expires", Enabled: true },
      }),
    );
    await putAll(client, [
      { ...aKey("soon", "1"), expires: { N: String(NOON_SECONDS + 60) } },
      { ...aKey("later", "1"), expires: { N: String(NOON_SECONDS + 3600) } },
      { ...aKey("text", "1"), expires: { S: String(NOON_SECONDS + 60) } },
      { ...aKey("ancient", "1"), expires: { N: "1000" } },
      aKey("never", "1"),
    ]);
    const names = async (): Promise<string[]> => {
      const { Items = [] } = await client.send(new ScanCommand({ TableName: "Orders" }));
      return Items.map(({ pk }) => pk!.S!).toSorted();
    };
    await clock.advance(59_999);
    expect(await names()).toEqual(["ancient", "later", "never", "soon", "text"]);
    await clock.advance(1);
    expect(await names()).toEqual(["ancient", "later", "never", "text"]);
    await clock.advance(3_600_000);
    expect(await names()).toEqual(["ancient", "never", "text"]);
  });

  test("is described, and cannot be enabled twice", async () => {
    const { client } = await startTables();
    await createTable(client);
    const describeTtl = new DescribeTimeToLiveCommand({ TableName: "Orders" });
    expect((await client.send(describeTtl)).TimeToLiveDescription).toEqual({
      TimeToLiveStatus: "DISABLED",
    });
    const enable = new UpdateTimeToLiveCommand({
      TableName: "Orders",
      TimeToLiveSpecification: { AttributeName: "expires", Enabled: true },
    });
    await client.send(enable);
    expect((await client.send(describeTtl)).TimeToLiveDescription).toEqual({
      TimeToLiveStatus: "ENABLED",
      AttributeName: "expires",
    });
    await expect(client.send(enable)).rejects.toThrow("TimeToLive is already enabled");
  });
});

describe("after a restart", () => {
  test("tables, items, indexes and TTL are as they were", async () => {
    const { cloud, client, clock } = await startTables();
    await createTable(client, {
      AttributeDefinitions: [
        { AttributeName: "pk", AttributeType: "S" },
        { AttributeName: "sk", AttributeType: "S" },
        { AttributeName: "colour", AttributeType: "S" },
      ],
      GlobalSecondaryIndexes: [GSI],
    });
    await client.send(
      new UpdateTimeToLiveCommand({
        TableName: "Orders",
        TimeToLiveSpecification: { AttributeName: "expires", Enabled: true },
      }),
    );
    const item = {
      ...aKey("a", "1"),
      colour: { S: "red" },
      blob: { B: Uint8Array.of(1, 2) },
      expires: { N: String(NOON / 1000 + 10) },
    };
    await putAll(client, [item]);

    const again = await cloud.restart();
    const next = again.client(DynamoDBClient);
    const read = new GetItemCommand({ TableName: "Orders", Key: aKey("a", "1") });
    expect((await next.send(read)).Item).toEqual(item);
    expect(await byColour(next, "red")).toBe(1);
    await clock.advance(10_000);
    expect((await next.send(read)).Item).toBeUndefined();
  });
});
