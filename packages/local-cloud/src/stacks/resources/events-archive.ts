import { unlessGone, unlessResumed } from "../gone.ts";
import { document, number, text } from "../property.ts";
import { defineResource } from "../resource-type.ts";

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-events-archive.html */
export const eventsArchive = defineResource({
  type: "AWS::Events::Archive",
  properties: {
    ArchiveName: text.optional(),
    Description: text.optional(),
    EventPattern: document.optional(),
    KmsKeyIdentifier: text.optional(),
    RetentionDays: number.optional(),
    SourceArn: text,
  },
  replaceOn: ["ArchiveName", "SourceArn"],
  nameProperty: "ArchiveName",
  attributes: ["Arn"],
  async create({ ArchiveName, SourceArn, ...settings }, job) {
    const name = ArchiveName ?? job.physicalName({ max: 48 });
    const input = { ...settings, ArchiveName: name, EventSourceArn: SourceArn };
    const call = job.call("events", "CreateArchive", input);
    await unlessResumed(job, call, "ResourceAlreadyExistsException");
    const { region, accountId } = job.cloud.config;
    const Arn = `arn:aws:events:${region}:${accountId}:archive/${name}`;
    return { physicalId: name, attributes: { Arn } };
  },
  async update({ ArchiveName: _name, SourceArn: _source, ...settings }, job) {
    const input = { ...settings, ArchiveName: job.physicalId };
    await job.call("events", "UpdateArchive", input);
    return { physicalId: job.physicalId, attributes: job.made.attributes };
  },
  async remove(job) {
    const call = job.call("events", "DeleteArchive", { ArchiveName: job.physicalId });
    await unlessGone(call, "ResourceNotFoundException");
  },
});
