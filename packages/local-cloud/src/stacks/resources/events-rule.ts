import type * as EventBridge from "@aws-sdk/client-eventbridge";
import * as z from "zod";
import { unlessGone } from "../gone.ts";
import type { Job, UpdateJob } from "../job.ts";
import { document, number, tagChanges, text, textMap, word } from "../property.ts";
import { defineResource, type Made, type Properties } from "../resource-type.ts";

const target = z.strictObject({
  Arn: text,
  Id: text,
  DeadLetterConfig: z.strictObject({ Arn: text.optional() }).optional(),
  HttpParameters: z
    .strictObject({
      HeaderParameters: textMap.optional(),
      PathParameterValues: z.array(text).optional(),
      QueryStringParameters: textMap.optional(),
    })
    .optional(),
  Input: text.optional(),
  InputPath: text.optional(),
  InputTransformer: z
    .strictObject({ InputPathsMap: textMap.optional(), InputTemplate: text })
    .optional(),
  RetryPolicy: z
    .strictObject({
      MaximumEventAgeInSeconds: number.optional(),
      MaximumRetryAttempts: number.optional(),
    })
    .optional(),
  RoleArn: text.optional(),
  SqsParameters: z.strictObject({ MessageGroupId: text }).optional(),
});

const properties = {
  Description: text.optional(),
  EventBusName: text.optional(),
  EventPattern: document.optional(),
  Name: text.optional(),
  RoleArn: text.optional(),
  ScheduleExpression: text.optional(),
  State: word<EventBridge.RuleState>().optional(),
  Targets: z.array(target).optional(),
};
type Rule = Properties<typeof properties>;

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-events-rule.html */
export const eventsRule = defineResource({
  type: "AWS::Events::Rule",
  properties,
  replaceOn: ["Name", "EventBusName"],
  nameProperty: "Name",
  takesStackTags: true,
  attributes: ["Arn"],
  async create(wanted, job) {
    const name = wanted.Name ?? job.physicalName({ max: 64 });
    const arn = await putRule(name, wanted, job);
    job.started(physicalIdOf(name, wanted));
    await putTargets(name, wanted, job);
    return made(name, wanted, arn);
  },
  async update(wanted, job) {
    const name = nameOf(job.physicalId);
    const arn = await putRule(name, wanted, job);
    const kept = new Set(wanted.Targets?.map(({ Id }) => Id));
    const dropped = (job.previous.Targets ?? []).map(({ Id }) => Id).filter((id) => !kept.has(id));
    await removeTargets(name, { ...job.previous, ids: dropped }, job);
    await putTargets(name, wanted, job);
    await retag(arn, job);
    return made(name, wanted, arn);
  },
  async remove(job) {
    const name = nameOf(job.physicalId);
    const { EventBusName, Targets = [] } = job.properties;
    await removeTargets(name, { EventBusName, ids: Targets.map(({ Id }) => Id) }, job);
    const call = job.call("events", "DeleteRule", { Name: name, EventBusName });
    await unlessGone(call, "ResourceNotFoundException");
  },
});

async function putRule(Name: string, wanted: Rule, job: Job): Promise<string> {
  const { Targets: _targets, Name: _name, ...rule } = wanted;
  const { RuleArn = "" } = await job.call("events", "PutRule", {
    ...rule,
    Name,
    Tags: [...job.stackTags],
  });
  return RuleArn;
}

async function putTargets(Rule: string, { EventBusName, Targets = [] }: Rule, job: Job) {
  if (Targets.length === 0) return;
  const answer = await job.call("events", "PutTargets", { Rule, EventBusName, Targets });
  const [failed] = answer.FailedEntries ?? [];
  if (failed !== undefined) throw new Error(`target ${failed.TargetId}: ${failed.ErrorMessage}`);
}

async function removeTargets(
  Rule: string,
  { EventBusName, ids }: { EventBusName?: string | undefined; ids: string[] },
  job: Job,
): Promise<void> {
  if (ids.length === 0) return;
  const call = job.call("events", "RemoveTargets", { Rule, EventBusName, Ids: ids });
  await unlessGone(call, "ResourceNotFoundException");
}

/** PutRule tags new rules only. */
async function retag(ResourceARN: string, job: UpdateJob<Rule>): Promise<void> {
  const { removed: TagKeys, set: Tags } = tagChanges(job, [], []);
  if (TagKeys.length > 0) await job.call("events", "UntagResource", { ResourceARN, TagKeys });
  if (Tags.length > 0) await job.call("events", "TagResource", { ResourceARN, Tags });
}

/** On a bus of its own a rule is known as `bus|rule`. */
function physicalIdOf(name: string, { EventBusName }: Rule): string {
  if (EventBusName === undefined || EventBusName === "default") return name;
  return `${EventBusName.split("/").at(-1)}|${name}`;
}

function nameOf(physicalId: string): string {
  return physicalId.split("|").at(-1) ?? physicalId;
}

function made(name: string, rule: Rule, arn: string): Made {
  return { physicalId: physicalIdOf(name, rule), attributes: { Arn: arn } };
}
