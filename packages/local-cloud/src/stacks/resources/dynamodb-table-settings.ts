import { isDeepStrictEqual } from "node:util";
import type {
  GlobalSecondaryIndexUpdate,
  StreamSpecification,
  UpdateTableCommandInput,
} from "@aws-sdk/client-dynamodb";
import type { Job } from "../job.ts";
import type { TableIndex, TableProperties } from "./dynamodb-table-properties.ts";

/** What a table is to have, and what it has. */
export interface TableChange {
  readonly wanted: TableProperties;
  /** `undefined` for a new table. */
  readonly previous: TableProperties | undefined;
}

const POLL_MS = 100;
const MAX_POLLS = 600;

/** Waits until a table and its indexes can be used. */
export async function untilActive(TableName: string, job: Job): Promise<void> {
  for (let poll = 0; poll < MAX_POLLS; poll += 1) {
    const { Table } = await job.call("dynamodb", "DescribeTable", { TableName });
    const indexes = Table?.GlobalSecondaryIndexes ?? [];
    const ready = indexes.every(({ IndexStatus = "ACTIVE" }) => IndexStatus === "ACTIVE");
    if (Table?.TableStatus === "ACTIVE" && ready) return;
    await job.cloud.clock.sleep(POLL_MS, job.signal);
  }
  throw new Error(`table ${TableName} did not become active`);
}

/** Makes everything that UpdateTable changes what the properties say, one kind of change a call. */
export async function updateTable(
  TableName: string,
  { wanted, previous = wanted }: TableChange,
  job: Job,
): Promise<void> {
  const AttributeDefinitions = wanted.AttributeDefinitions ?? [];
  for (const step of [
    ...scalarSteps(wanted, previous),
    ...streamSteps(wanted, previous),
    ...indexSteps(wanted, previous),
  ]) {
    await job.call("dynamodb", "UpdateTable", { TableName, AttributeDefinitions, ...step });
    await untilActive(TableName, job);
  }
}

type Step = Omit<UpdateTableCommandInput, "TableName">;

function scalarSteps(wanted: TableProperties, previous: TableProperties): Step[] {
  const steps: Step[] = [];
  const { BillingMode = "PROVISIONED", ProvisionedThroughput, OnDemandThroughput } = wanted;
  if (differs(wanted, previous, ["BillingMode", "ProvisionedThroughput", "OnDemandThroughput"])) {
    steps.push({ BillingMode, ProvisionedThroughput, OnDemandThroughput });
  }
  if (differs(wanted, previous, ["DeletionProtectionEnabled"])) {
    steps.push({ DeletionProtectionEnabled: wanted.DeletionProtectionEnabled ?? false });
  }
  if (differs(wanted, previous, ["TableClass"])) {
    steps.push({ TableClass: wanted.TableClass ?? "STANDARD" });
  }
  return steps;
}

/** Turns time to live on, off, or over to another attribute. */
export async function setTimeToLive(
  TableName: string,
  { wanted, previous }: TableChange,
  job: Job,
): Promise<void> {
  const after = wanted.TimeToLiveSpecification;
  const before = previous?.TimeToLiveSpecification;
  if (isDeepStrictEqual(after, before)) return;
  const next = after ?? { AttributeName: before?.AttributeName, Enabled: false };
  if (!next.Enabled && before?.Enabled !== true) return;
  const { AttributeName, Enabled } = next;
  const TimeToLiveSpecification = {
    AttributeName: AttributeName ?? before?.AttributeName,
    Enabled,
  };
  await job.call("dynamodb", "UpdateTimeToLive", { TableName, TimeToLiveSpecification });
}

/** Turns point-in-time recovery on or off. */
export async function setRecovery(
  TableName: string,
  { wanted, previous }: TableChange,
  job: Job,
): Promise<void> {
  const after = wanted.PointInTimeRecoverySpecification;
  if (isDeepStrictEqual(after, previous?.PointInTimeRecoverySpecification)) return;
  const { PointInTimeRecoveryEnabled = false, RecoveryPeriodInDays } = after ?? {};
  await job.call("dynamodb", "UpdateContinuousBackups", {
    TableName,
    PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled, RecoveryPeriodInDays },
  });
}

/** The stream as the API has it. */
export function streamSpecification({
  StreamSpecification: given,
}: TableProperties): StreamSpecification | undefined {
  return given === undefined ? undefined : { StreamEnabled: true, ...given };
}

/** The view of a stream that runs cannot be changed: it ends, and another one begins. */
function streamSteps(wanted: TableProperties, previous: TableProperties): Step[] {
  if (!differs(wanted, previous, ["StreamSpecification"])) return [];
  const next = streamSpecification(wanted);
  return [
    ...(previous.StreamSpecification === undefined
      ? []
      : [{ StreamSpecification: { StreamEnabled: false } }]),
    ...(next === undefined ? [] : [{ StreamSpecification: next }]),
  ];
}

function indexSteps(wanted: TableProperties, previous: TableProperties): Step[] {
  const before = byName(previous);
  const after = byName(wanted);
  const changes: GlobalSecondaryIndexUpdate[] = [];
  for (const [IndexName, index] of before) {
    if (!sameShape(index, after.get(IndexName))) changes.push({ Delete: { IndexName } });
  }
  for (const [IndexName, index] of after) {
    const old = before.get(IndexName);
    if (!sameShape(index, old)) changes.push({ Create: index });
    else if (!isDeepStrictEqual(index, old)) {
      const { ProvisionedThroughput, OnDemandThroughput } = index;
      changes.push({ Update: { IndexName, ProvisionedThroughput, OnDemandThroughput } });
    }
  }
  return changes.map((change) => ({ GlobalSecondaryIndexUpdates: [change] }));
}

function byName({ GlobalSecondaryIndexes = [] }: TableProperties): Map<string, TableIndex> {
  return new Map(GlobalSecondaryIndexes.map((index) => [index.IndexName, index]));
}

/** What cannot be changed about an index is the same. */
function sameShape(left: TableIndex, right: TableIndex | undefined): boolean {
  return (
    isDeepStrictEqual(left.KeySchema, right?.KeySchema) &&
    isDeepStrictEqual(left.Projection, right?.Projection)
  );
}

function differs(
  wanted: TableProperties,
  previous: TableProperties,
  names: readonly (keyof TableProperties)[],
): boolean {
  return names.some((name) => !isDeepStrictEqual(wanted[name], previous[name]));
}
