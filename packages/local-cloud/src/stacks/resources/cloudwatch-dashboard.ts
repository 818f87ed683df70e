import { unlessGone } from "../gone.ts";
import { document, text } from "../property.ts";
import { defineResource } from "../resource-type.ts";

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudwatch-dashboard.html */
export const cloudWatchDashboard = defineResource({
  type: "AWS::CloudWatch::Dashboard",
  properties: { DashboardBody: document, DashboardName: text.optional() },
  replaceOn: ["DashboardName"],
  nameProperty: "DashboardName",
  attributes: [],
  async create({ DashboardBody, DashboardName: given }, job) {
    const DashboardName = given ?? job.physicalName({ max: 255 });
    await job.call("cloudwatch", "PutDashboard", { DashboardName, DashboardBody });
    return { physicalId: DashboardName };
  },
  async update({ DashboardBody }, job) {
    const input = { DashboardName: job.physicalId, DashboardBody };
    await job.call("cloudwatch", "PutDashboard", input);
    return { physicalId: job.physicalId };
  },
  async remove(job) {
    const call = job.call("cloudwatch", "DeleteDashboards", { DashboardNames: [job.physicalId] });
    await unlessGone(call, "ResourceNotFound", "DashboardNotFoundError");
  },
});
