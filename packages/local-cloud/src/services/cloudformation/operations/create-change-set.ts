import type * as CloudFormation from "@aws-sdk/client-cloudformation";
import { randomUUID } from "node:crypto";
import { fail, NotEmulatedError } from "../../../errors.ts";
import type { CallContext, In, Operation } from "../../../service.ts";
import { addStackEvent, type Engine } from "../../../stacks/engine/engine.ts";
import { planChanges } from "../../../stacks/engine/plan.ts";
import type { ChangeSetRecord, StackRecord, Target } from "../../../stacks/records.ts";
import { findStack, inBrackets, requireUpdatable } from "../find-stack.ts";
import { newStack } from "../new-stack.ts";
import { readTarget } from "../target.ts";

type Input = In<typeof CloudFormation, "CreateChangeSet">;

const NO_CHANGES =
  "The submitted information didn't contain changes. Submit different information to create a change set.";

/**
 * Compares a template with a stack and keeps the difference for ExecuteChangeSet. A change set for
 * a new stack makes the stack, in review.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateChangeSet.html
 */
export const createChangeSet: Operation<typeof CloudFormation, "CreateChangeSet", Engine> = async (
  input,
  ctx,
) => {
  const { state: engine } = ctx;
  refuseUnemulated(input);
  const type = input.ChangeSetType === "CREATE" ? "CREATE" : "UPDATE";
  const name = input.StackName ?? "";
  const before = type === "UPDATE" ? findStack(engine, name, inBrackets) : engine.store.find(name);
  requireReady(type, before);
  const previous = before?.status === "REVIEW_IN_PROGRESS" ? undefined : before?.current;
  const target = await readTarget(input, ctx, previous);
  const stack = before ?? reviewedStack(engine, name, target);
  const changeSet = compare(input, { stack, target, type }, ctx);
  if (engine.store.changeSet(stack.id, changeSet.name) !== undefined) {
    return fail("AlreadyExistsException", `ChangeSet ${changeSet.name} already exists`);
  }
  engine.store.putChangeSet(changeSet);
  return { Id: changeSet.id, StackId: stack.id };
};

function refuseUnemulated(input: Input): void {
  if (input.ChangeSetType === "IMPORT") throw new NotEmulatedError("CreateChangeSet", "IMPORT");
  for (const name of [
    "IncludeNestedStacks",
    "ImportExistingResources",
    "ResourcesToImport",
    "ResourceTypes",
  ] as const) {
    const value = input[name];
    if (value !== undefined && value !== false) throw new NotEmulatedError("CreateChangeSet", name);
  }
}

function requireReady(type: "CREATE" | "UPDATE", stack: StackRecord | undefined): void {
  if (stack === undefined) return;
  if (type === "UPDATE") return requireUpdatable(stack);
  if (stack.status !== "REVIEW_IN_PROGRESS") {
    fail(
      "ValidationError",
      `Stack [${stack.name}] already exists and cannot be created again with the changeSet [CREATE].`,
    );
  }
}

function reviewedStack(engine: Engine, name: string, target: Target): StackRecord {
  const stack = {
    ...newStack(engine, name, target),
    status: "REVIEW_IN_PROGRESS",
    reason: "User Initiated",
  };
  engine.store.transaction(() => {
    engine.store.putStack(stack);
    addStackEvent(engine, stack);
  });
  return stack;
}

function compare(
  input: Input,
  on: { stack: StackRecord; target: Target; type: "CREATE" | "UPDATE" },
  { state: engine, cloud }: CallContext<Engine>,
): ChangeSetRecord {
  const { stack, target, type } = on;
  const { accountId, region } = cloud.config;
  const { changes, otherChanges } = planChanges(engine, stack, target);
  const name = input.ChangeSetName ?? "";
  const hasChanges = changes.length > 0 || otherChanges;
  return {
    id: `arn:aws:cloudformation:${region}:${accountId}:changeSet/${name}/${randomUUID()}`,
    name,
    stackId: stack.id,
    stackName: stack.name,
    type,
    createdAt: cloud.clock.now(),
    status: hasChanges ? "CREATE_COMPLETE" : "FAILED",
    ...(hasChanges ? {} : { statusReason: NO_CHANGES }),
    executionStatus: hasChanges ? "AVAILABLE" : "UNAVAILABLE",
    ...(input.Description === undefined ? {} : { description: input.Description }),
    target,
    onFailure: input.OnStackFailure ?? "ROLLBACK",
    changes,
  };
}
