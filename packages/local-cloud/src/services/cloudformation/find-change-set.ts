import { AwsError } from "../../errors.ts";
import type { Engine } from "../../stacks/engine/engine.ts";
import type { ChangeSetRecord, StackRecord } from "../../stacks/records.ts";
import { findStack, inBrackets } from "./find-stack.ts";

/**
 * Finds a change set by its id, or by its name and its stack.
 *
 * @throws {AwsError} `ChangeSetNotFound`, or `ValidationError` without the stack.
 */
export function findChangeSet(
  engine: Engine,
  input: { ChangeSetName?: string | undefined; StackName?: string | undefined },
): { stack: StackRecord; changeSet: ChangeSetRecord } {
  const { store } = engine;
  const name = input.ChangeSetName ?? "";
  if (!name.startsWith("arn:") && input.StackName === undefined) {
    throw new AwsError(
      "ValidationError",
      "StackName must be specified if ChangeSetName is not specified as an ARN.",
    );
  }
  const stacks =
    input.StackName === undefined
      ? store.stacks()
      : [findStack(engine, input.StackName, inBrackets)];
  for (const stack of stacks) {
    const changeSet = store.changeSet(stack.id, name);
    if (changeSet !== undefined) return { stack, changeSet };
  }
  throw new AwsError("ChangeSetNotFound", `ChangeSet [${name}] does not exist`, { status: 404 });
}
