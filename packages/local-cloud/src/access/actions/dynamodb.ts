import type * as DynamoDb from "@aws-sdk/client-dynamodb";
import type * as DynamoDbStreams from "@aws-sdk/client-dynamodb-streams";
import {
  arnOf,
  type Needs,
  type Permission,
  type PermissionTable,
  type Place,
} from "./permission.ts";

interface TableInput {
  readonly TableName?: string | undefined;
}

/** A table may be named by its ARN. */
function tableArn({ TableName = "" }: TableInput, place: Place): string {
  return TableName.startsWith("arn:") ? TableName : arnOf(place, "dynamodb", `table/${TableName}`);
}

const onTable = (input: TableInput, place: Place): Needs => [tableArn(input, place)];
const onResource = (input: { ResourceArn?: string | undefined }): Needs => [
  input.ResourceArn ?? "*",
];

/** A read of an index is a read of the index only. */
function onTableOrIndex(
  input: TableInput & { IndexName?: string | undefined },
  place: Place,
): Needs {
  const table = tableArn(input, place);
  return [input.IndexName === undefined ? table : `${table}/index/${input.IndexName}`];
}

function onTables(
  { RequestItems = {} }: { RequestItems?: Readonly<Record<string, unknown>> | undefined },
  place: Place,
): Needs {
  return Object.keys(RequestItems).map((TableName) => tableArn({ TableName }, place));
}

/** The member of a transaction's item that says what is done, and the action that it needs. */
const WRITES = [
  ["Put", "dynamodb:PutItem"],
  ["Update", "dynamodb:UpdateItem"],
  ["Delete", "dynamodb:DeleteItem"],
  ["ConditionCheck", "dynamodb:ConditionCheckItem"],
] as const;

function writesOf(item: DynamoDb.TransactWriteItem, place: Place): Permission[] {
  return WRITES.flatMap(([member, action]) => {
    const write = item[member];
    return write === undefined ? [] : [{ action, resource: tableArn(write, place) }];
  });
}

/**
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazondynamodb.html
 */
export const DYNAMODB_PERMISSIONS: PermissionTable<typeof DynamoDb> = {
  BatchGetItem: onTables,
  BatchWriteItem: onTables,
  CreateTable: onTable,
  DeleteItem: onTable,
  DeleteTable: onTable,
  DescribeContinuousBackups: onTable,
  DescribeTable: onTable,
  DescribeTimeToLive: onTable,
  GetItem: onTable,
  ListTables: (_input, place) => [arnOf(place, "dynamodb", "table/*")],
  ListTagsOfResource: onResource,
  PutItem: onTable,
  Query: onTableOrIndex,
  Scan: onTableOrIndex,
  TagResource: onResource,
  TransactGetItems: ({ TransactItems = [] }, place) =>
    TransactItems.map(({ Get }) => ({
      action: "dynamodb:GetItem",
      resource: tableArn(Get ?? {}, place),
    })),
  TransactWriteItems: ({ TransactItems = [] }, place) =>
    TransactItems.flatMap((item) => writesOf(item, place)),
  UntagResource: onResource,
  UpdateContinuousBackups: onTable,
  UpdateItem: onTable,
  UpdateTable: onTable,
  UpdateTimeToLive: onTable,
};

const onStream = (input: { StreamArn?: string | undefined }): Needs => [input.StreamArn ?? "*"];

/** The streams have an API of their own, but DynamoDB's prefix. */
export const DYNAMODB_STREAMS_PERMISSIONS: PermissionTable<typeof DynamoDbStreams> = {
  DescribeStream: onStream,
  GetRecords: ({ ShardIterator = "" }) => [ShardIterator.split("|")[0] ?? "*"],
  GetShardIterator: onStream,
};
