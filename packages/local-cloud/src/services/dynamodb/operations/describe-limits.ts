import type { DynamoDbOperation } from "./operation.ts";

const ACCOUNT_UNITS = 80_000; // per region; default quotas
const TABLE_UNITS = 40_000;

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeLimits.html */
export const describeLimits: DynamoDbOperation<"DescribeLimits"> = () => ({
  AccountMaxReadCapacityUnits: ACCOUNT_UNITS,
  AccountMaxWriteCapacityUnits: ACCOUNT_UNITS,
  TableMaxReadCapacityUnits: TABLE_UNITS,
  TableMaxWriteCapacityUnits: TABLE_UNITS,
});
