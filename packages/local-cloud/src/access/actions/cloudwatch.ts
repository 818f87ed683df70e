import type * as CloudWatch from "@aws-sdk/client-cloudwatch";
import { arnOf, type Needs, type PermissionTable, type Place } from "./permission.ts";

function onAlarms(
  { AlarmNames = [] }: { AlarmNames?: readonly string[] | undefined },
  place: Place,
): Needs {
  const names = AlarmNames.length === 0 ? ["*"] : AlarmNames;
  return names.map((name) => arnOf(place, "cloudwatch", `alarm:${name}`));
}

const onAlarm = ({ AlarmName = "*" }: { AlarmName?: string | undefined }, place: Place): Needs =>
  onAlarms({ AlarmNames: [AlarmName] }, place);
const onTagged = ({ ResourceARN = "*" }: { ResourceARN?: string | undefined }): Needs => [
  ResourceARN,
];

/** Dashboards belong to an account, not to a region. */
const dashboardArn = ({ accountId }: Place, name = "*"): string =>
  `arn:aws:cloudwatch::${accountId}:dashboard/${name}`;
const onDashboard = (
  { DashboardName }: { DashboardName?: string | undefined },
  place: Place,
): Needs => [dashboardArn(place, DashboardName)];

/**
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudwatch.html
 */
export const CLOUDWATCH_PERMISSIONS: PermissionTable<typeof CloudWatch> = {
  DeleteAlarms: onAlarms,
  DeleteDashboards: ({ DashboardNames = [] }, place) =>
    DashboardNames.map((name) => dashboardArn(place, name)),
  DescribeAlarmHistory: onAlarm,
  DescribeAlarms: onAlarms,
  DisableAlarmActions: onAlarms,
  EnableAlarmActions: onAlarms,
  GetDashboard: onDashboard,
  ListTagsForResource: onTagged,
  PutDashboard: onDashboard,
  PutMetricAlarm: onAlarm,
  PutMetricData: ({ Namespace }) => [
    {
      action: "cloudwatch:PutMetricData",
      resource: "*",
      context: { "cloudwatch:namespace": Namespace },
    },
  ],
  SetAlarmState: onAlarm,
  TagResource: onTagged,
  UntagResource: onTagged,
};
