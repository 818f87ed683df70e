import type * as CloudFormation from "@aws-sdk/client-cloudformation";
import type { Operation } from "../../../service.ts";
import type { Engine } from "../../../stacks/engine/engine.ts";
import { findChangeSet } from "../find-change-set.ts";
import { findStack } from "../find-stack.ts";

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_GetTemplate.html */
export const getTemplate: Operation<typeof CloudFormation, "GetTemplate", Engine> = (
  input,
  { state },
) => {
  const { templateText } =
    input.ChangeSetName === undefined
      ? findStack(state, input.StackName).current
      : findChangeSet(state, input).changeSet.target;
  return { TemplateBody: templateText, StagesAvailable: ["Original", "Processed"] };
};
