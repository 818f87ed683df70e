import { definePlugin } from "../../service.ts";
import { engineOf } from "./engine.ts";
import { batchGetItem } from "./operations/batch-get-item.ts";
import { batchWriteItem } from "./operations/batch-write-item.ts";
import {
  describeContinuousBackups,
  updateContinuousBackups,
} from "./operations/continuous-backups.ts";
import { createTable } from "./operations/create-table.ts";
import { deleteItem } from "./operations/delete-item.ts";
import { deleteTable } from "./operations/delete-table.ts";
import { describeEndpoints } from "./operations/describe-endpoints.ts";
import { describeLimits } from "./operations/describe-limits.ts";
import { describeTable } from "./operations/describe-table.ts";
import { describeTimeToLive } from "./operations/describe-time-to-live.ts";
import { getItem } from "./operations/get-item.ts";
import { listTables } from "./operations/list-tables.ts";
import { putItem } from "./operations/put-item.ts";
import { query } from "./operations/query.ts";
import { scan } from "./operations/scan.ts";
import { listTagsOfResource, tagResource, untagResource } from "./operations/tags.ts";
import { transactGetItems } from "./operations/transact-get-items.ts";
import { transactWriteItems } from "./operations/transact-write-items.ts";
import { updateItem } from "./operations/update-item.ts";
import { updateTable } from "./operations/update-table.ts";
import { updateTimeToLive } from "./operations/update-time-to-live.ts";

const NO_LEGACY = "no parameters from before expressions (Expected, KeyConditions, ...)";

/** Amazon DynamoDB: tables and items in the cloud's store, with indexes, TTL and streams. */
export const dynamodb = definePlugin({
  id: "dynamodb",
  operations: {
    BatchGetItem: batchGetItem,
    BatchWriteItem: batchWriteItem,
    CreateTable: createTable,
    DeleteItem: deleteItem,
    DeleteTable: deleteTable,
    DescribeContinuousBackups: describeContinuousBackups,
    DescribeEndpoints: describeEndpoints,
    DescribeLimits: describeLimits,
    DescribeTable: describeTable,
    DescribeTimeToLive: describeTimeToLive,
    GetItem: getItem,
    ListTables: listTables,
    ListTagsOfResource: listTagsOfResource,
    PutItem: putItem,
    Query: query,
    Scan: scan,
    TagResource: tagResource,
    TransactGetItems: transactGetItems,
    TransactWriteItems: transactWriteItems,
    UntagResource: untagResource,
    UpdateContinuousBackups: updateContinuousBackups,
    UpdateItem: updateItem,
    UpdateTable: updateTable,
    UpdateTimeToLive: updateTimeToLive,
  },
  support: {
    BatchGetItem: { level: "partial", note: "no AttributesToGet" },
    BatchWriteItem: { level: "partial", note: "no ReturnItemCollectionMetrics" },
    CreateTable: {
      level: "partial",
      note: "ready at once; no resource policy, warm or on-demand throughput",
    },
    DeleteItem: { level: "partial", note: NO_LEGACY },
    GetItem: { level: "partial", note: "no AttributesToGet" },
    PutItem: { level: "partial", note: NO_LEGACY },
    Query: { level: "partial", note: NO_LEGACY },
    Scan: { level: "partial", note: NO_LEGACY },
    UpdateContinuousBackups: { level: "partial", note: "the setting is kept, there is no restore" },
    UpdateItem: { level: "partial", note: NO_LEGACY },
    UpdateTable: {
      level: "partial",
      note: "ready at once; no replicas, warm or on-demand throughput",
    },
  },
  open: engineOf,
  start: (engine) => engine.start(),
  stop: (engine) => engine.stop(),
});
