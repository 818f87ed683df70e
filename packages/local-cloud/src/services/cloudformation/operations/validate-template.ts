import type * as CloudFormation from "@aws-sdk/client-cloudformation";
import type { Operation } from "../../../service.ts";
import type { Engine } from "../../../stacks/engine/engine.ts";
import { neededCapabilities } from "../capabilities.ts";
import { readCheckedTemplate } from "../target.ts";
import { readTemplateText } from "../template-source.ts";
import { status } from "../views.ts";

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ValidateTemplate.html */
export const validateTemplate: Operation<
  typeof CloudFormation,
  "ValidateTemplate",
  Engine
> = async (input, ctx) => {
  const template = readCheckedTemplate(await readTemplateText(input, ctx));
  const need = neededCapabilities(template);
  return {
    Description: template.description,
    Parameters: [...template.parameters].map(([name, { Default, NoEcho, Description }]) => ({
      ParameterKey: name,
      DefaultValue: Default,
      NoEcho: NoEcho === true,
      Description,
    })),
    Capabilities: status<"CAPABILITY_IAM"[] | undefined>([...(need?.capabilities ?? [])]),
    CapabilitiesReason: need?.reason,
    DeclaredTransforms: [...template.transforms],
  };
};
