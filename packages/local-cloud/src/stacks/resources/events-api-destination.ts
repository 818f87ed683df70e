import type * as EventBridge from "@aws-sdk/client-eventbridge";
import { unlessGone, unlessResumed } from "../gone.ts";
import type { Job } from "../job.ts";
import { number, text, word } from "../property.ts";
import { defineResource, type Made } from "../resource-type.ts";

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-events-apidestination.html */
export const eventsApiDestination = defineResource({
  type: "AWS::Events::ApiDestination",
  properties: {
    ConnectionArn: text,
    Description: text.optional(),
    HttpMethod: word<EventBridge.ApiDestinationHttpMethod>(),
    InvocationEndpoint: text,
    InvocationRateLimitPerSecond: number.optional(),
    Name: text.optional(),
  },
  replaceOn: ["Name"],
  nameProperty: "Name",
  attributes: ["Arn", "ArnForPolicy"],
  async create({ Name, ...settings }, job) {
    const name = Name ?? job.physicalName({ max: 64 });
    const call = job.call("events", "CreateApiDestination", { ...settings, Name: name });
    await unlessResumed(job, call, "ResourceAlreadyExistsException");
    return describe(name, job);
  },
  async update({ Name: _name, ...settings }, job) {
    await job.call("events", "UpdateApiDestination", { ...settings, Name: job.physicalId });
    return describe(job.physicalId, job);
  },
  async remove(job) {
    const call = job.call("events", "DeleteApiDestination", { Name: job.physicalId });
    await unlessGone(call, "ResourceNotFoundException");
  },
});

async function describe(name: string, job: Job): Promise<Made> {
  const shown = await job.call("events", "DescribeApiDestination", { Name: name });
  const { ApiDestinationArn: Arn = "" } = shown;
  const ArnForPolicy = Arn.slice(0, Arn.lastIndexOf("/"));
  return { physicalId: name, attributes: { Arn, ArnForPolicy } };
}
