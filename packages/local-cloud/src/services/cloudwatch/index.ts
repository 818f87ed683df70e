import { definePlugin } from "../../service.ts";
import { openMetricStore } from "./metric-store.ts";
import * as alarms from "./operations/alarms.ts";
import * as dashboards from "./operations/dashboards.ts";
import * as metrics from "./operations/metrics.ts";
import type { CloudWatchState } from "./state.ts";

const KEPT_MS = 15 * 24 * 3_600_000; // one-minute data points are kept for 15 days

/** Amazon CloudWatch: metrics as they were put, and alarms and dashboards as they were set. */
export const cloudwatch = definePlugin<"cloudwatch", CloudWatchState>({
  id: "cloudwatch",
  operations: {
    DeleteAlarms: alarms.deleteAlarms,
    DeleteDashboards: dashboards.deleteDashboards,
    DescribeAlarms: alarms.describeAlarms,
    GetDashboard: dashboards.getDashboard,
    GetMetricData: metrics.getMetricData,
    GetMetricStatistics: metrics.getMetricStatistics,
    ListDashboards: dashboards.listDashboards,
    ListMetrics: metrics.listMetrics,
    ListTagsForResource: alarms.listTagsForResource,
    PutDashboard: dashboards.putDashboard,
    PutMetricAlarm: alarms.putMetricAlarm,
    PutMetricData: metrics.putMetricData,
    SetAlarmState: alarms.setAlarmState,
    TagResource: alarms.tagResource,
    UntagResource: alarms.untagResource,
  },
  support: {
    GetMetricData: { level: "partial", note: "no metric math, search or other accounts" },
    PutMetricAlarm: {
      level: "partial",
      note: "stored; its state changes only by SetAlarmState, and its actions are not run",
    },
    PutMetricData: {
      level: "partial",
      note: "the services of this cloud put no metrics of their own; data is kept for 15 days at full resolution",
    },
    SetAlarmState: { level: "partial", note: "actions are not run" },
  },
  open: ({ store }) => ({
    metrics: openMetricStore(store),
    alarms: store.collection("cloudwatch.alarms"),
    dashboards: store.collection("cloudwatch.dashboards"),
  }),
  start: (state, { clock }) => state.metrics.deleteOlder(clock.now() - KEPT_MS),
});
