import type * as CloudWatch from "@aws-sdk/client-cloudwatch";
import type { MetricAlarm } from "@aws-sdk/client-cloudwatch";
import type { Operation, OperationName } from "../../service.ts";
import type { Collection } from "../../store/collection.ts";
import type { MetricStore } from "./metric-store.ts";

/** An alarm; its times are milliseconds since the Unix epoch. */
export interface AlarmRecord {
  readonly settings: Omit<
    MetricAlarm,
    | "AlarmConfigurationUpdatedTimestamp"
    | "StateUpdatedTimestamp"
    | "StateTransitionedTimestamp"
    | "StateValue"
    | "StateReason"
    | "StateReasonData"
  > & { readonly AlarmName: string; readonly AlarmArn: string };
  readonly state: "OK" | "ALARM" | "INSUFFICIENT_DATA";
  readonly reason: string;
  readonly reasonData?: string;
  readonly changedAt: number;
  readonly stateAt: number;
  readonly tags: Readonly<Record<string, string>>;
}

/** A dashboard, as it was given. */
export interface DashboardRecord {
  readonly body: string;
  readonly modifiedAt: number;
}

/** What the CloudWatch plugin keeps. */
export interface CloudWatchState {
  readonly metrics: MetricStore;
  readonly alarms: Collection<AlarmRecord>;
  readonly dashboards: Collection<DashboardRecord>;
}

/** One operation of this service. */
export type CloudWatchOperation<O extends OperationName<typeof CloudWatch>> = Operation<
  typeof CloudWatch,
  O,
  CloudWatchState
>;
