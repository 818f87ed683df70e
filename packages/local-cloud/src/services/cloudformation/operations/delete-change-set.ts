import type * as CloudFormation from "@aws-sdk/client-cloudformation";
import type { Operation } from "../../../service.ts";
import type { Engine } from "../../../stacks/engine/engine.ts";
import { findStack, inBrackets } from "../find-stack.ts";

/**
 * Deletes a change set; one that does not exist is no error.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DeleteChangeSet.html
 */
export const deleteChangeSet: Operation<typeof CloudFormation, "DeleteChangeSet", Engine> = (
  input,
  { state },
) => {
  const name = input.ChangeSetName ?? "";
  const { store } = state;
  const stacks =
    input.StackName === undefined
      ? store.stacks()
      : [findStack(state, input.StackName, inBrackets)];
  for (const { id } of stacks) {
    const changeSet = store.changeSet(id, name);
    if (changeSet !== undefined) store.dropChangeSet(changeSet);
  }
  return {};
};
