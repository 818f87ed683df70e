import { isDeepStrictEqual } from "node:util";
import type {
  GlobalSecondaryIndexDescription,
  GlobalSecondaryIndexUpdate,
  StreamSpecification,
  TableDescription,
  TimeToLiveDescription,
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

/**
 * Makes everything that UpdateTable changes what the properties say, one kind of change a call.
 * Indexes and stream are compared with the table itself: an update that failed half way may have
 * left any of them.
 */
export async function updateTable(
  TableName: string,
  { wanted, previous = wanted }: TableChange,
  job: Job,
): Promise<void> {
  const AttributeDefinitions = wanted.AttributeDefinitions ?? [];
  const { Table = {} } = await job.call("dynamodb", "DescribeTable", { TableName });
  for (const step of [
    ...scalarSteps(wanted, previous),
    ...streamSteps(wanted, Table),
    ...indexSteps(wanted, Table),
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
  const { TimeToLiveSpecification: after } = wanted;
  if (after === undefined && previous?.TimeToLiveSpecification === undefined) return;
  const { TimeToLiveDescription: now } = await job.call("dynamodb", "DescribeTimeToLive", {
    TableName,
  });
  const target = after?.Enabled === true ? after.AttributeName : undefined;
  if (target === runningAttribute(now)) return;
  const TimeToLiveSpecification = {
    AttributeName: target ?? now?.AttributeName,
    Enabled: target !== undefined,
  };
  await job.call("dynamodb", "UpdateTimeToLive", { TableName, TimeToLiveSpecification });
}

function runningAttribute(now: TimeToLiveDescription | undefined): string | undefined {
  const { TimeToLiveStatus, AttributeName } = now ?? {};
  return TimeToLiveStatus?.startsWith("ENABL") === true ? AttributeName : undefined;
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
function streamSteps(wanted: TableProperties, table: TableDescription): Step[] {
  const { StreamEnabled = false, StreamViewType } = table.StreamSpecification ?? {};
  const next = streamSpecification(wanted);
  const running = StreamEnabled ? StreamViewType : undefined;
  if (next?.StreamViewType === running) return [];
  return [
    ...(running === undefined ? [] : [{ StreamSpecification: { StreamEnabled: false } }]),
    ...(next === undefined ? [] : [{ StreamSpecification: next }]),
  ];
}

function indexSteps(wanted: TableProperties, table: TableDescription): Step[] {
  const before = new Map(table.GlobalSecondaryIndexes?.map((index) => [index.IndexName, index]));
  const { GlobalSecondaryIndexes: after = [] } = wanted;
  const names = new Set<string | undefined>(after.map(({ IndexName }) => IndexName));
  const changes: GlobalSecondaryIndexUpdate[] = [];
  for (const IndexName of before.keys()) {
    if (!names.has(IndexName)) changes.push({ Delete: { IndexName } });
  }
  for (const index of after) {
    const { IndexName, ProvisionedThroughput, OnDemandThroughput } = index;
    const old = before.get(IndexName);
    if (old === undefined) changes.push({ Create: index });
    else if (!sameShape(index, old)) changes.push({ Delete: { IndexName } }, { Create: index });
    else if (ProvisionedThroughput !== undefined && !sameThroughput(index, old)) {
      changes.push({ Update: { IndexName, ProvisionedThroughput, OnDemandThroughput } });
    }
  }
  return changes.map((change) => ({ GlobalSecondaryIndexUpdates: [change] }));
}

/** What cannot be changed about an index is the same. */
function sameShape(wanted: TableIndex, index: GlobalSecondaryIndexDescription): boolean {
  return (
    isDeepStrictEqual(wanted.KeySchema, index.KeySchema) &&
    wanted.Projection.ProjectionType === index.Projection?.ProjectionType &&
    isDeepStrictEqual(
      wanted.Projection.NonKeyAttributes ?? [],
      index.Projection?.NonKeyAttributes ?? [],
    )
  );
}

function sameThroughput(wanted: TableIndex, index: GlobalSecondaryIndexDescription): boolean {
  const { ReadCapacityUnits, WriteCapacityUnits } = index.ProvisionedThroughput ?? {};
  return isDeepStrictEqual(wanted.ProvisionedThroughput, { ReadCapacityUnits, WriteCapacityUnits });
}

function differs(
  wanted: TableProperties,
  previous: TableProperties,
  names: readonly (keyof TableProperties)[],
): boolean {
  return names.some((name) => !isDeepStrictEqual(wanted[name], previous[name]));
}
