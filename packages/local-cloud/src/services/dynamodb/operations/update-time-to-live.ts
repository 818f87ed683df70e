import { checkConstraints, required } from "../constraints.ts";
import { validationError } from "../errors.ts";
import type { Table } from "../table.ts";
import type { DynamoDbOperation } from "./operation.ts";

/**
 * Here TTL is on or off at once, where AWS takes up to an hour.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateTimeToLive.html
 */
export const updateTimeToLive: DynamoDbOperation<"UpdateTimeToLive"> = (
  input,
  { state: engine },
) => {
  checkConstraints(input);
  const specification = required(input.TimeToLiveSpecification, "TimeToLiveSpecification");
  const attribute = required(specification.AttributeName, "TimeToLiveSpecification.AttributeName");
  if (attribute === "") throw validationError("TimeToLiveSpecification.AttributeName is empty");
  const enabled = specification.Enabled === true;
  engine.transaction(() => {
    const table = engine.describedTable(required(input.TableName, "TableName"));
    checkChange(table, attribute, enabled);
    const { ttlAttribute: _, ...rest } = table;
    const changed = enabled ? { ...rest, ttlAttribute: attribute } : rest;
    engine.tables.update(changed);
    engine.items.resetExpiry(changed);
  });
  engine.watchExpiry();
  return { TimeToLiveSpecification: { AttributeName: attribute, Enabled: enabled } };
};

function checkChange({ ttlAttribute }: Table, attribute: string, enabled: boolean): void {
  if (enabled && ttlAttribute === attribute) {
    throw validationError("TimeToLive is already enabled");
  }
  if (!enabled && ttlAttribute === undefined) {
    throw validationError("TimeToLive is already disabled");
  }
  if (ttlAttribute !== undefined && ttlAttribute !== attribute) {
    throw validationError(
      `TimeToLive is active on a different AttributeName: current AttributeName is ${ttlAttribute}`,
    );
  }
}
