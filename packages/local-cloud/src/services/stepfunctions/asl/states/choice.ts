import { type ChoiceTest, compileChoiceRule } from "../choice-rules.ts";
import type { ChoiceState } from "../definition.ts";
import { StateError } from "../errors.ts";
import { isJsonObject, type Json, type JsonObject, own } from "../json.ts";
import type { StateExit, StateVisit } from "../state-visit.ts";

const tests = new WeakMap<JsonObject, ChoiceTest>();

function testOf(rule: JsonObject): ChoiceTest {
  const known = tests.get(rule);
  if (known !== undefined) return known;
  const compiled = compileChoiceRule(rule);
  tests.set(rule, compiled);
  return compiled;
}

async function holds(visit: StateVisit, rule: JsonObject, input: Json): Promise<boolean> {
  if (visit.language === "JSONPath") return testOf(rule)(visit.evaluator().pathScope(input));
  const value = await visit
    .evaluator()
    .fill("Condition", own(rule, "Condition") ?? false, { input: visit.input });
  if (typeof value === "boolean") return value;
  throw new StateError(
    "States.QueryEvaluationError",
    `The JSONata expression specified for the field 'Condition' must return a boolean, but returned ${JSON.stringify(value)}`,
    { location: "Condition" },
  );
}

function objectOf(value: Json | undefined): JsonObject | undefined {
  return isJsonObject(value) ? value : undefined;
}

/** Goes on with the first rule that holds, else with `Default`. */
export async function runChoice(visit: StateVisit, state: ChoiceState): Promise<StateExit> {
  const input = visit.selectedInput(state);
  for (const rule of state.Choices) {
    if (await holds(visit, rule, input)) {
      const next = own(rule, "Next");
      return visit.finish(
        {
          Next: typeof next === "string" ? next : undefined,
          Output: own(rule, "Output"),
          Assign: objectOf(own(rule, "Assign")),
          OutputPath: state.OutputPath,
        },
        input,
      );
    }
  }
  if (state.Default === undefined) {
    throw new StateError(
      "States.NoChoiceMatched",
      "No choice rule matched, and the state has no Default",
    );
  }
  return visit.finish({ ...state, Next: state.Default }, input);
}
