import { randomUUID } from "node:crypto";
import { fail } from "../../errors.ts";
import type { Engine } from "../../stacks/engine/engine.ts";
import type { StackRecord, Target } from "../../stacks/records.ts";
import { parseTemplateText } from "../../stacks/template/parse-template.ts";
import { readTemplate } from "../../stacks/template/template.ts";

const STACK_NAME = /^[a-zA-Z][-a-zA-Z0-9]{0,127}$/u; // CreateStack, StackName

/**
 * The record of a stack that has nothing yet.
 *
 * @throws {AwsError} `ValidationError`: not a stack name.
 */
export function newStack({ cloud }: Engine, name: string, target: Target): StackRecord {
  if (!STACK_NAME.test(name)) {
    return fail(
      "ValidationError",
      `1 validation error detected: Value '${name}' at 'stackName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z][-a-zA-Z0-9]*`,
    );
  }
  const { accountId, region } = cloud.config;
  const { description } = readTemplate(parseTemplateText(target.templateText));
  return {
    id: `arn:aws:cloudformation:${region}:${accountId}:stack/${name}/${randomUUID()}`,
    name,
    createdAt: cloud.clock.now(),
    status: "CREATE_IN_PROGRESS",
    ...(description === undefined ? {} : { description }),
    current: target,
    outputs: [],
    imports: [],
    onFailure: "ROLLBACK",
    terminationProtection: false,
  };
}
