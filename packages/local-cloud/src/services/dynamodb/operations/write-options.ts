import { NotEmulatedError } from "../../../errors.ts";
import { validationError } from "../errors.ts";
import type { Table } from "../table.ts";

/** @throws {AwsError} ValidationException: a put or delete that asks for more than the old item. */
export function checkReturnsOld(returnValues: string | undefined): void {
  if (returnValues === undefined || returnValues === "ALL_OLD" || returnValues === "NONE") return;
  throw validationError("ReturnValues can only be ALL_OLD or NONE");
}

/** @throws {NotEmulatedError} Collection sizes are asked for, and the table has collections. */
export function refuseCollectionMetrics(
  operation: string,
  input: { readonly ReturnItemCollectionMetrics?: string | undefined },
  table: Table,
): void {
  const collects = table.indexes.some(({ kind }) => kind === "local");
  if (input.ReturnItemCollectionMetrics === "SIZE" && collects) {
    throw new NotEmulatedError(operation, "ReturnItemCollectionMetrics");
  }
}
