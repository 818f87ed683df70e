import type { Parameter, Tag as SdkTag } from "@aws-sdk/client-cloudformation";
import { AwsError, fail } from "../../errors.ts";
import type { CallContext } from "../../service.ts";
import type { Engine } from "../../stacks/engine/engine.ts";
import {
  parameterTexts,
  ssmValueType,
  type GivenParameter,
} from "../../stacks/evaluation/parameters.ts";
import type { Tag, Target } from "../../stacks/records.ts";
import { checkAttributes } from "../../stacks/template/check-attributes.ts";
import { checkTemplate } from "../../stacks/template/check-template.ts";
import { parseTemplateText } from "../../stacks/template/parse-template.ts";
import { readTemplate, type Template } from "../../stacks/template/template.ts";
import { requireCapabilities } from "./capabilities.ts";
import { readTemplateText, type TemplateSource } from "./template-source.ts";

/** The members that CreateStack, UpdateStack and CreateChangeSet have in common. */
export interface TargetInput extends TemplateSource {
  readonly UsePreviousTemplate?: boolean | undefined;
  readonly Parameters?: readonly Parameter[] | undefined;
  readonly Capabilities?: readonly string[] | undefined;
  readonly Tags?: readonly SdkTag[] | undefined;
  readonly NotificationARNs?: readonly string[] | undefined;
  readonly RoleARN?: string | undefined;
}

const MAX_TAGS = 50; // AWS CloudFormation quotas

/**
 * Makes the target of a request and checks everything that can be checked before a change.
 *
 * @throws {AwsError} `ValidationError`, `InsufficientCapabilitiesException`.
 */
export async function readTarget(
  input: TargetInput,
  ctx: CallContext<Engine>,
  previous: Target | undefined,
): Promise<Target> {
  const templateText = await textOf(input, ctx, previous);
  const template = readCheckedTemplate(templateText);
  checkAttributes(template, (type) => ctx.state.types.get(type)?.attributes);
  const capabilities = input.Capabilities ?? [];
  requireCapabilities(template, capabilities);
  const parameters = parameterTexts(template, givenParameters(input), previous?.parameters);
  return {
    templateText,
    parameters,
    ssmValues: await readSsmValues(template, parameters, ctx),
    capabilities: [...capabilities],
    ...settingsOf(input, previous),
  };
}

/** What an update keeps when the request does not say otherwise. */
function settingsOf(
  { Tags, NotificationARNs, RoleARN }: TargetInput,
  previous: Target | undefined,
): Pick<Target, "tags" | "notificationArns" | "roleArn"> {
  const roleArn = RoleARN ?? previous?.roleArn;
  return {
    tags: Tags === undefined ? (previous?.tags ?? []) : readTags(Tags),
    notificationArns: [...(NotificationARNs ?? previous?.notificationArns ?? [])],
    ...(roleArn === undefined ? {} : { roleArn }),
  };
}

/**
 * Parses a template and checks its references.
 *
 * @throws {AwsError} `ValidationError`.
 */
export function readCheckedTemplate(text: string): Template {
  const template = readTemplate(parseTemplateText(text));
  checkTemplate(template);
  return template;
}

function givenParameters({ Parameters = [] }: TargetInput): GivenParameter[] {
  return Parameters.map((parameter) => ({
    key: parameter.ParameterKey ?? "",
    value: parameter.ParameterValue,
    usePrevious: parameter.UsePreviousValue === true,
  }));
}

async function textOf(
  input: TargetInput,
  ctx: CallContext<Engine>,
  previous: Target | undefined,
): Promise<string> {
  if (input.UsePreviousTemplate !== true) return readTemplateText(input, ctx);
  return previous?.templateText ?? fail("ValidationError", "There is no previous template to use.");
}

function readTags(tags: readonly SdkTag[]): Tag[] {
  if (tags.length > MAX_TAGS) {
    fail(
      "ValidationError",
      `1 validation error detected: Member must have length less than or equal to 50`,
    );
  }
  const keys = new Set(tags.map(({ Key }) => Key));
  if (keys.size < tags.length) fail("ValidationError", "Duplicate tag keys found.");
  return tags.map(({ Key = "", Value = "" }) => {
    if (Key.startsWith("aws:")) {
      fail("ValidationError", "Tag keys cannot begin with 'aws:', which is reserved for AWS use.");
    }
    return { Key, Value };
  });
}

async function readSsmValues(
  template: Template,
  parameters: Readonly<Record<string, string>>,
  { cloud, principal }: CallContext<Engine>,
): Promise<Record<string, string>> {
  const values: Record<string, string> = {};
  for (const [name, { Type }] of template.parameters) {
    if (ssmValueType(Type) === undefined) continue;
    try {
      const input = { Name: parameters[name] ?? "" };
      const { Parameter: found } = await cloud.call("ssm", "GetParameter", input, {
        as: principal,
      });
      values[name] = found?.Value ?? "";
    } catch (error) {
      if (!(error instanceof AwsError) || error.code !== "ParameterNotFound") throw error;
      fail(
        "ValidationError",
        `Unable to fetch parameters [${parameters[name]}] from parameter store for this account.`,
      );
    }
  }
  return values;
}
