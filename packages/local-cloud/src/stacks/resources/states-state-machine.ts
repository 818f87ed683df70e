import { text as readText } from "node:stream/consumers";
import { Readable } from "node:stream";
import type * as StepFunctions from "@aws-sdk/client-sfn";
import * as z from "zod";
import { AwsError } from "../../errors.ts";
import { unlessGone } from "../gone.ts";
import type { Job, UpdateJob } from "../job.ts";
import { allTags, flag, number, object, tagChanges, tagList, text, word } from "../property.ts";
import { defineResource, type Made, type Properties } from "../resource-type.ts";

const properties = {
  Definition: object.optional(),
  DefinitionS3Location: z
    .strictObject({ Bucket: text, Key: text, Version: text.optional() })
    .optional(),
  DefinitionString: text.optional(),
  DefinitionSubstitutions: z.record(z.string(), z.union([text, number, flag])).optional(),
  LoggingConfiguration: z
    .strictObject({
      Destinations: z
        .array(z.strictObject({ CloudWatchLogsLogGroup: z.strictObject({ LogGroupArn: text }) }))
        .optional(),
      IncludeExecutionData: flag.optional(),
      Level: word<StepFunctions.LogLevel>().optional(),
    })
    .optional(),
  RoleArn: text,
  StateMachineName: text.optional(),
  StateMachineType: word<StepFunctions.StateMachineType>().optional(),
  Tags: tagList.optional(),
  TracingConfiguration: z.strictObject({ Enabled: flag.optional() }).optional(),
};
type Machine = Properties<typeof properties>;

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-stepfunctions-statemachine.html */
export const statesStateMachine = defineResource({
  type: "AWS::StepFunctions::StateMachine",
  properties,
  storedOnly: ["EncryptionConfiguration"],
  replaceOn: ["StateMachineName", "StateMachineType"],
  nameProperty: "StateMachineName",
  takesStackTags: true,
  attributes: ["Arn", "Name", "StateMachineRevisionId"],
  async create(wanted, job) {
    const name = wanted.StateMachineName ?? job.physicalName({ max: 80 });
    // The same request again answers the same machine: a second attempt needs nothing special.
    const { stateMachineArn = "" } = await job.call("states", "CreateStateMachine", {
      ...(await machineInput(wanted, job)),
      name,
      type: wanted.StateMachineType,
      tags: lowerCased(allTags(wanted.Tags, job.stackTags)),
    });
    return made(stateMachineArn, "INITIAL");
  },
  async update(wanted, job) {
    const stateMachineArn = job.physicalId;
    const input = { ...(await machineInput(wanted, job)), stateMachineArn };
    const { revisionId } = await job.call("states", "UpdateStateMachine", input);
    await retag(wanted, job);
    return made(stateMachineArn, revisionId ?? "INITIAL");
  },
  async remove(job) {
    const call = job.call("states", "DeleteStateMachine", { stateMachineArn: job.physicalId });
    await unlessGone(call, "StateMachineDoesNotExist");
  },
});

async function machineInput(wanted: Machine, job: Job) {
  const { LoggingConfiguration: logging, TracingConfiguration: tracing } = wanted;
  return {
    definition: substitute(await definitionOf(wanted, job), wanted.DefinitionSubstitutions),
    roleArn: wanted.RoleArn,
    ...(logging === undefined
      ? {}
      : {
          loggingConfiguration: {
            level: logging.Level,
            includeExecutionData: logging.IncludeExecutionData,
            destinations: logging.Destinations?.map(({ CloudWatchLogsLogGroup: group }) => ({
              cloudWatchLogsLogGroup: { logGroupArn: group.LogGroupArn },
            })),
          },
        }),
    ...(tracing === undefined ? {} : { tracingConfiguration: { enabled: tracing.Enabled } }),
  };
}

async function definitionOf(wanted: Machine, job: Job): Promise<string> {
  if (wanted.DefinitionString !== undefined) return wanted.DefinitionString;
  if (wanted.Definition !== undefined) return JSON.stringify(wanted.Definition);
  const location = wanted.DefinitionS3Location;
  if (location === undefined) {
    throw new AwsError(
      "ValidationError",
      "Property Definition, DefinitionString or DefinitionS3Location is required",
    );
  }
  const { Body } = await job.call("s3", "GetObject", {
    Bucket: location.Bucket,
    Key: location.Key,
    VersionId: location.Version,
  });
  if (Body === undefined || typeof Body === "string") return Body ?? "";
  return Body instanceof Readable ? readText(Body) : new TextDecoder().decode(Body);
}

/** Puts values in the place of `${name}`; inside JSON text, so they are escaped for it. */
function substitute(definition: string, values: Machine["DefinitionSubstitutions"] = {}): string {
  return definition.replaceAll(/\$\{([^{}]+)\}/gu, (whole, name: string) =>
    Object.hasOwn(values, name) ? JSON.stringify(String(values[name])).slice(1, -1) : whole,
  );
}

async function retag(wanted: Machine, job: UpdateJob<Machine>): Promise<void> {
  const resourceArn = job.physicalId;
  const { removed: tagKeys, set: after } = tagChanges(job, wanted.Tags, job.previous.Tags);
  if (tagKeys.length > 0) await job.call("states", "UntagResource", { resourceArn, tagKeys });
  if (after.length > 0) {
    await job.call("states", "TagResource", { resourceArn, tags: lowerCased(after) });
  }
}

function lowerCased(tags: readonly { Key: string; Value: string }[]) {
  return tags.map(({ Key, Value }) => ({ key: Key, value: Value }));
}

function made(arn: string, revision: string): Made {
  const Name = arn.split(":").at(-1) ?? "";
  return {
    physicalId: arn,
    attributes: { Arn: arn, Name, StateMachineRevisionId: revision },
  };
}
