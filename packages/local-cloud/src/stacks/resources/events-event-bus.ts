import { unlessGone, unlessResumed } from "../gone.ts";
import { allTags, tagList, text } from "../property.ts";
import { defineResource } from "../resource-type.ts";

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-events-eventbus.html */
export const eventsEventBus = defineResource({
  type: "AWS::Events::EventBus",
  properties: { Name: text, Description: text.optional(), Tags: tagList.optional() },
  storedOnly: ["KmsKeyIdentifier", "LogConfig"],
  replaceOn: ["Name", "Description", "Tags"],
  nameProperty: "Name",
  attributes: ["Arn", "Name"],
  async create({ Name, Description, Tags }, job) {
    const input = { Name, Description, Tags: allTags(Tags, job.stackTags) };
    const call = job.call("events", "CreateEventBus", input);
    await unlessResumed(job, call, "ResourceAlreadyExistsException");
    const { region, accountId } = job.cloud.config;
    const Arn = `arn:aws:events:${region}:${accountId}:event-bus/${Name}`;
    return { physicalId: Name, attributes: { Arn, Name } };
  },
  async remove(job) {
    const call = job.call("events", "DeleteEventBus", { Name: job.physicalId });
    await unlessGone(call, "ResourceNotFoundException");
  },
});
