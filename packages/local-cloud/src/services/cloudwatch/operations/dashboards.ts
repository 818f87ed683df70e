import { AwsError } from "../../../errors.ts";
import type { CloudWatchOperation, CloudWatchState, DashboardRecord } from "../state.ts";

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutDashboard.html */
export const putDashboard: CloudWatchOperation<"PutDashboard"> = (input, { state, cloud }) => {
  const { DashboardName = "", DashboardBody: body = "" } = input;
  if (!/^[\w-]{1,255}$/.test(DashboardName)) {
    throw new AwsError("InvalidParameterInput", "The value in field DashboardName is not valid");
  }
  try {
    JSON.parse(body);
  } catch {
    throw new AwsError(
      "InvalidParameterInput",
      "The field DashboardBody must be a valid JSON object",
    );
  }
  state.dashboards.put(DashboardName, { body, modifiedAt: cloud.clock.now() });
  return { DashboardValidationMessages: [] };
};

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetDashboard.html */
export const getDashboard: CloudWatchOperation<"GetDashboard"> = (input, { state, cloud }) => {
  const { DashboardName = "" } = input;
  const { body } = find(state, DashboardName);
  return {
    DashboardName,
    DashboardArn: dashboardArn(cloud.config.accountId, DashboardName),
    DashboardBody: body,
  };
};

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_ListDashboards.html */
export const listDashboards: CloudWatchOperation<"ListDashboards"> = (input, { state, cloud }) => ({
  DashboardEntries: state.dashboards
    .entries({ prefix: input.DashboardNamePrefix ?? "" })
    .map(([DashboardName, { body, modifiedAt }]) => ({
      DashboardName,
      DashboardArn: dashboardArn(cloud.config.accountId, DashboardName),
      LastModified: new Date(modifiedAt),
      Size: Buffer.byteLength(body),
    })),
});

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DeleteDashboards.html */
export const deleteDashboards: CloudWatchOperation<"DeleteDashboards"> = (input, { state }) => {
  const names = input.DashboardNames ?? [];
  for (const name of names) find(state, name);
  for (const name of names) state.dashboards.delete(name);
  return {};
};

function find({ dashboards }: CloudWatchState, name: string): DashboardRecord {
  const dashboard = dashboards.get(name);
  if (dashboard !== undefined) return dashboard;
  throw new AwsError("ResourceNotFound", `Dashboard ${name} does not exist`, { status: 404 });
}

function dashboardArn(accountId: string, name: string): string {
  return `arn:aws:cloudwatch::${accountId}:dashboard/${name}`;
}
