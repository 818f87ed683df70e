import type { QueryCommandInput, ScanCommandInput } from "@aws-sdk/client-dynamodb";
import { consumedCapacity } from "../capacity.ts";
import { required } from "../constraints.ts";
import type { Engine } from "../engine.ts";
import type { Page } from "../page.ts";

/** What `Query` and `Scan` answer with a page. */
export function pageAnswer(
  input: QueryCommandInput | ScanCommandInput,
  page: Page,
  engine: Engine,
) {
  const table = engine.table(required(input.TableName, "TableName"));
  const capacity = consumedCapacity(input.ReturnConsumedCapacity, table, page.units);
  return {
    ...(input.Select !== "COUNT" && { Items: page.items }),
    Count: page.items.length,
    ScannedCount: page.scanned,
    ...(page.lastKey && { LastEvaluatedKey: page.lastKey }),
    ...(capacity && { ConsumedCapacity: capacity }),
  };
}
