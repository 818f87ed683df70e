import {
  DescribeEndpointsCommand,
  DescribeLimitsCommand,
  DynamoDBClient,
} from "@aws-sdk/client-dynamodb";
import { expect, test } from "vitest";
import { dynamodb } from "../src/services/dynamodb/index.ts";
import { startTestCloud } from "../src/testing.ts";

test("the account has DynamoDB's default limits, and its endpoint is this cloud", async () => {
  const cloud = await startTestCloud({ plugins: [dynamodb] });
  const client = cloud.client(DynamoDBClient);
  expect(await client.send(new DescribeLimitsCommand({}))).toMatchObject({
    AccountMaxReadCapacityUnits: 80_000,
    AccountMaxWriteCapacityUnits: 80_000,
    TableMaxReadCapacityUnits: 40_000,
    TableMaxWriteCapacityUnits: 40_000,
  });
  const { Endpoints } = await client.send(new DescribeEndpointsCommand({}));
  expect(Endpoints).toEqual([
    { Address: new URL(cloud.endpoint).host, CachePeriodInMinutes: 1440 },
  ]);
});
