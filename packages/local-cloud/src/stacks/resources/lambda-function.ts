import { isDeepStrictEqual } from "node:util";
import type * as Lambda from "@aws-sdk/client-lambda";
import { strToU8, zipSync } from "fflate";
import type { In } from "../../service.ts";
import { unlessGone, unlessResumed } from "../gone.ts";
import type { Job, UpdateJob } from "../job.ts";
import { allTags, tagChanges, tagMap } from "../property.ts";
import { defineResource, type Made } from "../resource-type.ts";
import { functionProperties, type FunctionProperties } from "./lambda-function-properties.ts";

const POLL_MS = 200;
const MAX_POLLS = 300;

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-function.html */
export const lambdaFunction = defineResource({
  type: "AWS::Lambda::Function",
  properties: functionProperties,
  storedOnly: [
    "CodeSigningConfigArn",
    "FileSystemConfigs",
    "ImageConfig",
    "KmsKeyArn",
    "RecursiveLoop",
    "RuntimeManagementConfig",
    "SnapStart",
  ],
  replaceOn: ["FunctionName", "PackageType"],
  nameProperty: "FunctionName",
  takesStackTags: true,
  attributes: ["Arn"],
  async create(wanted, job) {
    const name = wanted.FunctionName ?? job.physicalName({ max: 64 });
    const call = job.call("lambda", "CreateFunction", {
      ...configurationOf(wanted, name),
      Role: wanted.Role,
      Architectures: wanted.Architectures,
      PackageType: wanted.PackageType,
      Code: codeOf(wanted),
      Tags: tagMap(allTags(wanted.Tags, job.stackTags)),
    });
    await unlessResumed(job, call, "ResourceConflictException");
    job.started(name);
    await untilReady(name, job);
    await setConcurrency(name, wanted.ReservedConcurrentExecutions, job);
    return made(name, job);
  },
  async update(wanted, job) {
    const { physicalId: name, previous } = job;
    if (!sameCode(wanted, previous)) {
      const { Architectures } = wanted;
      const input = { ...codeOf(wanted), FunctionName: name, Architectures };
      await job.call("lambda", "UpdateFunctionCode", input);
      await untilReady(name, job);
    }
    await job.call("lambda", "UpdateFunctionConfiguration", updatedConfiguration(wanted, name));
    await untilReady(name, job);
    if (wanted.ReservedConcurrentExecutions !== previous.ReservedConcurrentExecutions) {
      await setConcurrency(name, wanted.ReservedConcurrentExecutions, job);
    }
    await retag(wanted, job);
    return made(name, job);
  },
  async remove(job) {
    const call = job.call("lambda", "DeleteFunction", { FunctionName: job.physicalId });
    await unlessGone(call, "ResourceNotFoundException");
  },
});

function configurationOf(wanted: FunctionProperties, FunctionName: string) {
  return {
    FunctionName,
    Role: wanted.Role,
    DeadLetterConfig: wanted.DeadLetterConfig,
    Description: wanted.Description,
    Environment: wanted.Environment,
    EphemeralStorage: wanted.EphemeralStorage,
    Handler: wanted.Handler,
    Layers: wanted.Layers,
    LoggingConfig: wanted.LoggingConfig,
    MemorySize: wanted.MemorySize,
    Runtime: wanted.Runtime,
    Timeout: wanted.Timeout,
    TracingConfig: wanted.TracingConfig,
    VpcConfig: wanted.VpcConfig,
  };
}

/** What a setting is again once the template no longer gives it. */
const DEFAULTS = {
  DeadLetterConfig: { TargetArn: "" },
  Description: "",
  Environment: { Variables: {} },
  EphemeralStorage: { Size: 512 },
  Layers: [],
  MemorySize: 128,
  Timeout: 3,
  TracingConfig: { Mode: "PassThrough" },
} satisfies Partial<FunctionProperties>;

function updatedConfiguration(
  wanted: FunctionProperties,
  FunctionName: string,
): In<typeof Lambda, "UpdateFunctionConfiguration"> {
  const given = Object.entries(wanted).filter(([, value]) => value !== undefined);
  return configurationOf({ ...wanted, ...DEFAULTS, ...Object.fromEntries(given) }, FunctionName);
}

function codeOf({ Code, Runtime }: FunctionProperties): Lambda.FunctionCode {
  const { ZipFile: source, ...location } = Code;
  if (source === undefined) return location;
  const extension = Runtime?.startsWith("python") === true ? "py" : "js";
  // CloudFormation puts inline source into a file called index, whatever the handler says.
  return { ZipFile: zipSync({ [`index.${extension}`]: strToU8(source) }) };
}

function sameCode(wanted: FunctionProperties, previous: FunctionProperties): boolean {
  return (
    isDeepStrictEqual(wanted.Code, previous.Code) &&
    isDeepStrictEqual(wanted.Architectures, previous.Architectures)
  );
}

async function untilReady(FunctionName: string, job: Job): Promise<void> {
  for (let poll = 0; poll < MAX_POLLS; poll += 1) {
    const input = { FunctionName };
    const state = await job.call("lambda", "GetFunctionConfiguration", input);
    if (state.State === "Failed" || state.LastUpdateStatus === "Failed") {
      throw new Error(state.LastUpdateStatusReason ?? state.StateReason ?? "the function failed");
    }
    if (state.State !== "Pending" && state.LastUpdateStatus !== "InProgress") return;
    await job.cloud.clock.sleep(POLL_MS, job.signal);
  }
  throw new Error(`${FunctionName} did not become active`);
}

async function setConcurrency(FunctionName: string, limit: number | undefined, job: Job) {
  if (limit === undefined) {
    await job.call("lambda", "DeleteFunctionConcurrency", { FunctionName });
  } else {
    const input = { FunctionName, ReservedConcurrentExecutions: limit };
    await job.call("lambda", "PutFunctionConcurrency", input);
  }
}

async function retag(wanted: FunctionProperties, job: UpdateJob<FunctionProperties>) {
  const Resource = arnOf(job.physicalId, job);
  const { removed: TagKeys, set: after } = tagChanges(job, wanted.Tags, job.previous.Tags);
  if (TagKeys.length > 0) await job.call("lambda", "UntagResource", { Resource, TagKeys });
  if (after.length > 0) await job.call("lambda", "TagResource", { Resource, Tags: tagMap(after) });
}

function arnOf(name: string, { cloud }: Job): string {
  const { region, accountId } = cloud.config;
  return `arn:aws:lambda:${region}:${accountId}:function:${name}`;
}

function made(name: string, job: Job): Made {
  return { physicalId: name, attributes: { Arn: arnOf(name, job) } };
}
