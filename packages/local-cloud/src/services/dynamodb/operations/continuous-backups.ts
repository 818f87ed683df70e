import type { ContinuousBackupsDescription } from "@aws-sdk/client-dynamodb";
import { AwsError } from "../../../errors.ts";
import { checkConstraints, required } from "../constraints.ts";
import type { Engine } from "../engine.ts";
import { invalidParameter } from "../errors.ts";
import type { Table } from "../table.ts";
import type { DynamoDbOperation } from "./operation.ts";

const DEFAULT_DAYS = 35; // recovery period; UpdateContinuousBackups reference
const MS_PER_DAY = 24 * 60 * 60 * 1000;

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeContinuousBackups.html */
export const describeContinuousBackups: DynamoDbOperation<"DescribeContinuousBackups"> = (
  input,
  { state: engine },
) => {
  checkConstraints(input);
  const table = findTable(engine, required(input.TableName, "TableName"));
  return { ContinuousBackupsDescription: describeBackups(table, engine.clock.now()) };
};

/**
 * Keeps the setting. There are no backups behind it: restoring is not emulated.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateContinuousBackups.html
 */
export const updateContinuousBackups: DynamoDbOperation<"UpdateContinuousBackups"> = (
  input,
  { state: engine },
) => {
  checkConstraints(input);
  const specification = required(
    input.PointInTimeRecoverySpecification,
    "PointInTimeRecoverySpecification",
  );
  const days = specification.RecoveryPeriodInDays ?? DEFAULT_DAYS;
  if (days < 1 || days > DEFAULT_DAYS) {
    throw invalidParameter("RecoveryPeriodInDays must be between 1 and 35");
  }
  const now = engine.clock.now();
  const changed = engine.transaction(() => {
    const table = findTable(engine, required(input.TableName, "TableName"));
    const { pointInTimeRecovery: before, ...rest } = table;
    const enabled = specification.PointInTimeRecoveryEnabled === true;
    const since = before?.since ?? now;
    const next = enabled ? { ...rest, pointInTimeRecovery: { since, days } } : rest;
    engine.tables.update(next);
    return next;
  });
  return { ContinuousBackupsDescription: describeBackups(changed, now) };
};

function findTable(engine: Engine, name: string): Table {
  try {
    return engine.describedTable(name);
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    throw new AwsError("TableNotFoundException", `Table not found: ${name}`);
  }
}

function describeBackups(
  { pointInTimeRecovery: recovery }: Table,
  nowMs: number,
): ContinuousBackupsDescription {
  if (recovery === undefined) {
    return {
      ContinuousBackupsStatus: "ENABLED",
      PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus: "DISABLED" },
    };
  }
  const earliest = Math.max(recovery.since, nowMs - recovery.days * MS_PER_DAY);
  return {
    ContinuousBackupsStatus: "ENABLED",
    PointInTimeRecoveryDescription: {
      PointInTimeRecoveryStatus: "ENABLED",
      RecoveryPeriodInDays: recovery.days,
      EarliestRestorableDateTime: new Date(earliest),
      LatestRestorableDateTime: new Date(nowMs),
    },
  };
}
