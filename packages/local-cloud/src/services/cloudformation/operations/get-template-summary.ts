import type * as CloudFormation from "@aws-sdk/client-cloudformation";
import type { CallContext, In, Operation } from "../../../service.ts";
import type { Engine } from "../../../stacks/engine/engine.ts";
import { neededCapabilities } from "../capabilities.ts";
import { findStack } from "../find-stack.ts";
import { readCheckedTemplate } from "../target.ts";
import { readTemplateText } from "../template-source.ts";
import { status } from "../views.ts";

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_GetTemplateSummary.html */
export const getTemplateSummary: Operation<
  typeof CloudFormation,
  "GetTemplateSummary",
  Engine
> = async (input, ctx) => {
  const template = readCheckedTemplate(await textOf(input, ctx));
  const need = neededCapabilities(template);
  const types = new Set([...template.resources.values()].map(({ type }) => type));
  return {
    Description: template.description,
    Parameters: [...template.parameters].map(([name, declared]) => ({
      ParameterKey: name,
      ParameterType: declared.Type,
      DefaultValue: declared.Default,
      NoEcho: declared.NoEcho === true,
      Description: declared.Description,
      ParameterConstraints: { AllowedValues: declared.AllowedValues },
    })),
    Capabilities: status<"CAPABILITY_IAM"[] | undefined>([...(need?.capabilities ?? [])]),
    CapabilitiesReason: need?.reason,
    ResourceTypes: [...types],
    Version: "2010-09-09",
    Metadata: template.metadata === undefined ? undefined : JSON.stringify(template.metadata),
    DeclaredTransforms: [...template.transforms],
  };
};

async function textOf(
  input: In<typeof CloudFormation, "GetTemplateSummary">,
  ctx: CallContext<Engine>,
): Promise<string> {
  if (input.StackName === undefined) return readTemplateText(input, ctx);
  return findStack(ctx.state, input.StackName).current.templateText;
}
