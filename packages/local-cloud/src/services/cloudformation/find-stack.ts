import { fail } from "../../errors.ts";
import type { Engine } from "../../stacks/engine/engine.ts";
import type { StackRecord } from "../../stacks/records.ts";

/**
 * Finds a stack by name or id.
 *
 * @param message AWS words it differently from operation to operation.
 * @throws {AwsError} `ValidationError`: there is none.
 */
export function findStack(
  { store }: Engine,
  nameOrId: string | undefined,
  message = (name: string) => `Stack with id ${name} does not exist`,
): StackRecord {
  const name = nameOrId ?? "";
  return store.find(name) ?? fail("ValidationError", message(name));
}

/** The wording of the operations that change a stack. */
export function inBrackets(name: string): string {
  return `Stack [${name}] does not exist`;
}

/**
 * Refuses to touch a stack that is not in a state for it.
 *
 * @throws {AwsError} `ValidationError` naming the state.
 */
export function requireUpdatable(stack: StackRecord): void {
  const updatable =
    stack.deletedAt === undefined &&
    /^(?:CREATE_COMPLETE|UPDATE_COMPLETE|UPDATE_ROLLBACK_COMPLETE|UPDATE_FAILED|CREATE_FAILED|IMPORT_COMPLETE)$/u.test(
      stack.status,
    );
  if (!updatable) {
    fail(
      "ValidationError",
      `Stack:${stack.id} is in ${stack.status} state and can not be updated.`,
    );
  }
}
