import validateAsl from "asl-validator";
import * as z from "zod";
import { type Problem, rule } from "./rule.ts";
import { ofType } from "./template.ts";
import { textOf } from "./value.ts";

/** What stands for a name that is known only when the stack exists; in `Resource` it has to be an ARN. */
const UNKNOWN_ARN = "arn:aws:lambda:eu-west-1:000000000000:function:unknown";

const Definition = z.looseObject({ States: z.record(z.string(), z.looseObject({})) });

/** The language of state machines, over the definition that would be deployed. */
export const stateMachineLanguage = rule("state-machine", function* (template): Generator<Problem> {
  for (const { id, properties } of ofType(template, "AWS::StepFunctions::StateMachine")) {
    const { DefinitionString: text, Definition: object } = properties;
    yield* check(id, textOf(text ?? object));
  }
});

function* check(id: string, text: string): Generator<Problem> {
  const known = text
    .replaceAll("${AWS::Partition}", "aws")
    .replaceAll(/("Resource"\s*:\s*)"\$\{[^}"]+\}"/gu, `$1"${UNKNOWN_ARN}"`)
    .replaceAll(/\$\{[^}"]+\}/gu, "unknown");
  const definition = Definition.safeParse(parsed(known));
  if (!definition.success) yield [id, "its definition is no JSON object with States"];
  else {
    const { isValid, errorsText } = validateAsl(definition.data);
    if (!isValid) yield [id, errorsText("; ")];
  }
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
