import type { Cloud } from "../../cloud.ts";
import { AwsError } from "../../errors.ts";
import { type Delivery, type DeliveryOutcome, DONE } from "../../store/deliveries.ts";
import type { ExecutionRecord } from "./execution-store.ts";

const KIND = "states.statusChange";
const RETRY_MS = 1000;
const MAX_ATTEMPTS = 10;

interface StatusChange {
  readonly machineArn: string;
  readonly executionArn: string;
  /** Milliseconds since the epoch. */
  readonly atMs: number;
  /** JSON text. */
  readonly detail: string;
}

/** The `detail` of the event; dates are milliseconds since the epoch. */
function detailOf(record: ExecutionRecord): string {
  return JSON.stringify({
    executionArn: record.arn,
    stateMachineArn: record.machineArn,
    stateMachineVersionArn: null,
    stateMachineAliasArn: null,
    name: record.name,
    status: record.status,
    startDate: Math.floor(record.startedAtMs),
    stopDate: record.stoppedAtMs === undefined ? null : Math.floor(record.stoppedAtMs),
    input: record.input,
    inputDetails: { included: true },
    output: record.output ?? null,
    outputDetails: record.output === undefined ? null : { included: true },
    error: record.error ?? null,
    cause: record.cause ?? null,
    redriveCount: 0,
    redriveDate: null,
    redriveStatus: "NOT_REDRIVABLE",
    redriveStatusReason: "Redrive is not emulated",
  });
}

async function deliver(
  cloud: Cloud,
  { payload, attempt }: Delivery<StatusChange>,
): Promise<DeliveryOutcome> {
  const { accountId } = cloud.config;
  const entry = {
    Source: "aws.states",
    DetailType: "Step Functions Execution Status Change",
    Detail: payload.detail,
    Resources: [payload.executionArn],
    Time: new Date(payload.atMs),
  };
  const sourceArn = payload.machineArn;
  const as = { kind: "service", accountId, service: "states.amazonaws.com", sourceArn } as const;
  try {
    await cloud.call("events", "PutEvents", { Entries: [entry] }, { as });
    return DONE;
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    const isGone = error.status === 501; // this cloud runs without a bus: nobody can be listening
    return isGone || attempt >= MAX_ATTEMPTS ? DONE : { retryInMs: RETRY_MS * 2 ** attempt };
  }
}

/** Says who delivers the status changes of executions to EventBridge. */
export function handleStatusChanges(cloud: Cloud): void {
  cloud.deliveries.handle<StatusChange>(KIND, {}, (delivery) => deliver(cloud, delivery));
}

/**
 * Tells EventBridge of an execution's new status, at least once.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/eventbridge-integration.html
 */
export function announceStatus(cloud: Cloud, record: ExecutionRecord): void {
  const { machineArn, arn } = record;
  const atMs = Math.floor(cloud.clock.now());
  const change: StatusChange = { machineArn, executionArn: arn, atMs, detail: detailOf(record) };
  cloud.deliveries.enqueue(KIND, change);
}
