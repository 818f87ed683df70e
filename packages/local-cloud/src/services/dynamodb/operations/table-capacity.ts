import type { ConsumedCapacity } from "@aws-sdk/client-dynamodb";
import { addUnits, consumedCapacity, NO_UNITS, scaleUnits, type Units } from "../capacity.ts";
import type { Table } from "../table.ts";

/** Sums the units of several reads or writes by table, as far as the request asks for them. */
export function capacityByTable(
  wanted: string | undefined,
  parts: readonly { readonly table: Table; readonly units: Units }[],
  factor = 1,
): ConsumedCapacity[] | undefined {
  if (wanted !== "TOTAL" && wanted !== "INDEXES") return undefined;
  const tables = new Map(parts.map(({ table }) => [table.name, table]));
  return [...tables.values()].flatMap((table) => {
    const units = parts
      .filter((part) => part.table.name === table.name)
      .reduce((total, part) => addUnits(total, part.units), NO_UNITS);
    return consumedCapacity(wanted, table, scaleUnits(units, factor)) ?? [];
  });
}
