import { type Problem, rule } from "../rule.ts";
import { ofType, type Template } from "../template.ts";
import { at, listOf, referenceOf, references, textOf } from "../value.ts";

/** What runs code or a workflow, the property that names its role, and who has to be able to assume it. */
const RUNNERS = [
  { type: "AWS::Lambda::Function", key: "Role", service: "lambda.amazonaws.com" },
  { type: "AWS::StepFunctions::StateMachine", key: "RoleArn", service: "states.amazonaws.com" },
];

/** One role for one function or state machine: what it may do is what it needs. */
export const ownRole = rule("own-role", function* (template): Generator<Problem> {
  const users = new Map<string, string[]>();
  for (const { type, key, service } of RUNNERS) {
    for (const { id, properties } of ofType(template, type)) {
      const role = referenceOf(properties[key]) ?? "";
      if (template.resources.get(role)?.type !== "AWS::IAM::Role") {
        yield [id, "has no role of this template"];
        continue;
      }
      users.set(role, [...(users.get(role) ?? []), id]);
      if (!isAssumedBy(template, { role, service })) yield [role, `${service} cannot assume it`];
    }
  }
  for (const [role, ids] of users) {
    if (ids.length > 1) yield [role, `is shared by ${ids.join(", ")}: give each its own`];
  }
});

/** A role that nothing uses is a way in that nobody looks after. */
export const noUnusedRoles = rule("no-unused-roles", function* (template): Generator<Problem> {
  for (const { id } of ofType(template, "AWS::IAM::Role")) {
    if (!isUsed(template, id)) yield [id, "is used by nothing"];
  }
});

function isAssumedBy(
  { resources }: Template,
  { role, service }: { readonly role: string; readonly service: string },
): boolean {
  const trust = resources.get(role)?.properties["AssumeRolePolicyDocument"];
  return listOf(at(trust, "Statement")).some((statement) =>
    listOf(at(statement, "Principal", "Service"))
      .map(textOf)
      .includes(service),
  );
}

/** Whether something other than a policy refers to a role. */
function isUsed({ resources }: Template, role: string): boolean {
  return [...resources.values()].some(
    ({ id, type, properties }) =>
      id !== role &&
      type !== "AWS::IAM::Policy" &&
      type !== "AWS::IAM::ManagedPolicy" &&
      references(properties).has(role),
  );
}
