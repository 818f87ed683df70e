import type { DynamoDbOperation } from "./operation.ts";

const CACHE_MINUTES = 1440;

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeEndpoints.html */
export const describeEndpoints: DynamoDbOperation<"DescribeEndpoints"> = (
  _input,
  { endpoint },
) => ({
  Endpoints: [
    { Address: endpoint.replace(/^https?:\/\//, ""), CachePeriodInMinutes: CACHE_MINUTES },
  ],
});
