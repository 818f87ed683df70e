import { checkConstraints, required } from "../constraints.ts";
import type { DynamoDbOperation } from "./operation.ts";

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeTimeToLive.html */
export const describeTimeToLive: DynamoDbOperation<"DescribeTimeToLive"> = (
  input,
  { state: engine },
) => {
  checkConstraints(input);
  const { ttlAttribute } = engine.describedTable(required(input.TableName, "TableName"));
  return {
    TimeToLiveDescription:
      ttlAttribute === undefined
        ? { TimeToLiveStatus: "DISABLED" }
        : { TimeToLiveStatus: "ENABLED", AttributeName: ttlAttribute },
  };
};
