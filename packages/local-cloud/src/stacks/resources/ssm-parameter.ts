import type * as Ssm from "@aws-sdk/client-ssm";
import { unlessGone } from "../gone.ts";
import type { Job, UpdateJob } from "../job.ts";
import { allTags, tagChanges, tagsOfMap, text, textMap, word } from "../property.ts";
import { defineResource, type Made, type Properties } from "../resource-type.ts";

const properties = {
  AllowedPattern: text.optional(),
  DataType: text.optional(),
  Description: text.optional(),
  Name: text.optional(),
  Tags: textMap.optional(),
  Tier: word<Ssm.ParameterTier>().optional(),
  Type: word<Ssm.ParameterType>(),
  Value: text,
};
type Parameter = Properties<typeof properties>;

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ssm-parameter.html */
export const ssmParameter = defineResource({
  type: "AWS::SSM::Parameter",
  properties,
  replaceOn: ["Name"],
  nameProperty: "Name",
  takesStackTags: true,
  attributes: ["Type", "Value"],
  async create(wanted, job) {
    const { Tags, ...parameter } = wanted;
    const name = wanted.Name ?? job.physicalName({ max: 1011 });
    const tags = allTags(tagsOfMap(Tags), job.stackTags);
    // A second attempt finds what the first has put.
    const once = job.resumed ? { Overwrite: true } : { Overwrite: false, Tags: tags };
    await job.call("ssm", "PutParameter", { ...parameter, Name: name, ...once });
    return made(name, wanted);
  },
  async update(wanted, job) {
    const { Tags: _tags, ...parameter } = wanted;
    const input = { ...parameter, Name: job.physicalId, Overwrite: true };
    await job.call("ssm", "PutParameter", input);
    await retag(wanted, job);
    return made(job.physicalId, wanted);
  },
  async remove(job: Job & { physicalId: string }) {
    const call = job.call("ssm", "DeleteParameter", { Name: job.physicalId });
    await unlessGone(call, "ParameterNotFound");
  },
});

async function retag(wanted: Parameter, job: UpdateJob<Parameter>): Promise<void> {
  const resource = { ResourceType: "Parameter", ResourceId: job.physicalId } as const;
  const { removed: TagKeys, set: after } = tagChanges(
    job,
    tagsOfMap(wanted.Tags),
    tagsOfMap(job.previous.Tags),
  );
  if (TagKeys.length > 0) await job.call("ssm", "RemoveTagsFromResource", { ...resource, TagKeys });
  if (after.length > 0) await job.call("ssm", "AddTagsToResource", { ...resource, Tags: after });
}

function made(name: string, { Type, Value }: Parameter): Made {
  return { physicalId: name, attributes: { Type, Value } };
}
