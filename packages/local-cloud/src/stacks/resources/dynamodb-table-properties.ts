import type * as DynamoDb from "@aws-sdk/client-dynamodb";
import * as z from "zod";
import { flag, number, tagList, text, word } from "../property.ts";
import type { Properties } from "../resource-type.ts";

const keySchema = z.array(
  z.strictObject({ AttributeName: text, KeyType: word<DynamoDb.KeyType>() }),
);
const projection = z.strictObject({
  NonKeyAttributes: z.array(text).optional(),
  ProjectionType: word<DynamoDb.ProjectionType>().optional(),
});
const throughput = z.strictObject({ ReadCapacityUnits: number, WriteCapacityUnits: number });
const onDemand = z.strictObject({
  MaxReadRequestUnits: number.optional(),
  MaxWriteRequestUnits: number.optional(),
});

/** The properties of a table that its API calls take. */
export const tableProperties = {
  AttributeDefinitions: z
    .array(
      z.strictObject({ AttributeName: text, AttributeType: word<DynamoDb.ScalarAttributeType>() }),
    )
    .optional(),
  BillingMode: word<DynamoDb.BillingMode>().optional(),
  DeletionProtectionEnabled: flag.optional(),
  GlobalSecondaryIndexes: z
    .array(
      z.strictObject({
        IndexName: text,
        KeySchema: keySchema,
        OnDemandThroughput: onDemand.optional(),
        Projection: projection,
        ProvisionedThroughput: throughput.optional(),
      }),
    )
    .optional(),
  KeySchema: keySchema,
  LocalSecondaryIndexes: z
    .array(z.strictObject({ IndexName: text, KeySchema: keySchema, Projection: projection }))
    .optional(),
  OnDemandThroughput: onDemand.optional(),
  PointInTimeRecoverySpecification: z
    .strictObject({
      PointInTimeRecoveryEnabled: flag.optional(),
      RecoveryPeriodInDays: number.optional(),
    })
    .optional(),
  ProvisionedThroughput: throughput.optional(),
  SSESpecification: z
    .strictObject({
      KMSMasterKeyId: text.optional(),
      SSEEnabled: flag,
      SSEType: word<DynamoDb.SSEType>().optional(),
    })
    .optional(),
  StreamSpecification: z
    .strictObject({ StreamViewType: word<DynamoDb.StreamViewType>() })
    .optional(),
  TableClass: word<DynamoDb.TableClass>().optional(),
  TableName: text.optional(),
  Tags: tagList.optional(),
  TimeToLiveSpecification: z
    .strictObject({ AttributeName: text.optional(), Enabled: flag })
    .optional(),
};

/** A table's properties, parsed. */
export type TableProperties = Properties<typeof tableProperties>;
/** One global secondary index, parsed. */
export type TableIndex = NonNullable<TableProperties["GlobalSecondaryIndexes"]>[number];
