import { unlessGone, unlessResumed } from "../gone.ts";
import { text } from "../property.ts";
import { defineResource } from "../resource-type.ts";

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-logs-logstream.html */
export const logsLogStream = defineResource({
  type: "AWS::Logs::LogStream",
  properties: { LogGroupName: text, LogStreamName: text.optional() },
  replaceOn: ["LogGroupName", "LogStreamName"],
  nameProperty: "LogStreamName",
  attributes: [],
  async create({ LogGroupName: logGroupName, LogStreamName }, job) {
    const logStreamName = LogStreamName ?? job.physicalName({ max: 512 });
    const call = job.call("logs", "CreateLogStream", { logGroupName, logStreamName });
    await unlessResumed(job, call, "ResourceAlreadyExistsException");
    return { physicalId: logStreamName, attributes: {} };
  },
  async remove(job) {
    const { LogGroupName: logGroupName } = job.properties;
    const input = { logGroupName, logStreamName: job.physicalId };
    await unlessGone(job.call("logs", "DeleteLogStream", input), "ResourceNotFoundException");
  },
});
