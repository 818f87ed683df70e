import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { describeDiagnostics } from "./diagnostics.ts";
import type { JsonObject } from "./json.ts";
import { parseDefinition, type WorkflowType } from "./parse-definition.ts";
import { FUNCTION_ARN, only } from "./test-machine.ts";

function faults(definition: unknown, type: WorkflowType = "STANDARD"): string {
  const text = typeof definition === "string" ? definition : JSON.stringify(definition);
  const parsed = parseDefinition(text, type);
  return "diagnostics" in parsed ? describeDiagnostics(parsed.diagnostics) : "";
}

const SQS_TOKEN = "arn:aws:states:::sqs:sendMessage.waitForTaskToken";
const task = (more: JsonObject = {}): JsonObject => ({
  Type: "Task",
  Resource: FUNCTION_ARN,
  ...more,
});

describe("parseDefinition", () => {
  test.each<[string, JsonObject]>([
    ["a pass", only({ Type: "Pass" })],
    [
      "a task with everything",
      only(
        task({
          Parameters: { "a.$": "$.a", "b.$": "States.Array($.a, 1)", "c.$": "$$.Execution.Name" },
          ResultSelector: { "x.$": "$.Payload" },
          ResultPath: "$.r",
          TimeoutSeconds: 10,
          HeartbeatSecondsPath: "$.beat",
          Retry: [{ ErrorEquals: ["States.ALL"], MaxAttempts: 0, JitterStrategy: "FULL" }],
          Assign: { "v.$": "$.a" },
        }),
      ),
    ],
    [
      "a JSONata machine",
      {
        QueryLanguage: "JSONata",
        ...only(task({ Arguments: { a: "{% $states.input.a %}" }, TimeoutSeconds: "{% 1 + 1 %}" })),
      },
    ],
    [
      "a map",
      only({
        Type: "Map",
        ItemsPath: "$.items",
        MaxConcurrency: 2,
        ItemProcessor: {
          ProcessorConfig: { Mode: "INLINE" },
          StartAt: "B",
          States: { B: { Type: "Succeed" } },
        },
      }),
    ],
  ])("accepts %s", (_, definition) => {
    expect(faults(definition)).toBe("");
  });

  test.each<[string, unknown, string]>([
    ["no JSON", "nope", "INVALID_JSON_DESCRIPTION: "],
    ["empty text", "", "SCHEMA_VALIDATION_FAILED: Definition must be a valid JSON object"],
    ["an array", [], "SCHEMA_VALIDATION_FAILED: Definition must be a valid JSON object"],
    ["nothing", {}, "SCHEMA_VALIDATION_FAILED: These fields are required: [StartAt, States] at /"],
    [
      "an unknown field",
      only({ Type: "Pass", Nope: 1 }),
      "Field is not supported at /States/A/Nope",
    ],
    [
      "an unknown type",
      only({ Type: "Nope" }),
      "Value is not a valid state Type at /States/A/Type",
    ],
    [
      "an unknown start",
      { StartAt: "X", States: { A: { Type: "Succeed" } } },
      "MISSING_TRANSITION_TARGET: Missing 'StartAt' target: X at /StartAt",
    ],
    [
      "an unknown next",
      { StartAt: "A", States: { A: { Type: "Pass", Next: "X" } } },
      "MISSING_TRANSITION_TARGET: Missing 'Next' target: X at /States/A/Next",
    ],
    [
      "a next that is only a prototype's",
      { StartAt: "A", States: { A: { Type: "Pass", Next: "toString" } } },
      "MISSING_TRANSITION_TARGET: Missing 'Next' target: toString",
    ],
    [
      "an unreachable state",
      { StartAt: "A", States: { A: { Type: "Succeed" }, B: { Type: "Succeed" } } },
      'MISSING_TRANSITION_TARGET: State "B" is not reachable. at /States/B',
    ],
    [
      "a name used twice",
      {
        StartAt: "A",
        States: {
          A: {
            Type: "Parallel",
            End: true,
            Branches: [{ StartAt: "A", States: { A: { Type: "Succeed" } } }],
          },
        },
      },
      "DUPLICATE_STATE_NAME: Duplicate State name: A",
    ],
    [
      "neither Next nor End",
      { StartAt: "A", States: { A: { Type: "Pass" } } },
      "[Next, End] at /States/A",
    ],
    [
      "a bad path",
      only({ Type: "Pass", InputPath: "x" }),
      "Value is not a valid JSONPath at /States/A/InputPath",
    ],
    [
      "a ResultPath with a filter",
      only({ Type: "Pass", ResultPath: "$.a[*]" }),
      "Value is not a Reference Path",
    ],
    [
      "a bad template value",
      only({ Type: "Pass", Parameters: { "a.$": "a" } }),
      "The value for the field 'a.$' must be a valid JSONPath or a valid intrinsic function call",
    ],
    [
      "an unknown intrinsic",
      only({ Type: "Pass", Parameters: { "a.$": "States.Nope()" } }),
      "valid intrinsic function call",
    ],
    [
      "no ARN",
      only(task({ Resource: "work" })),
      "Value is not a valid resource ARN at /States/A/Resource",
    ],
    [
      "a JSONata field in JSONPath",
      only(task({ Arguments: {} })),
      "Field is not supported when the query language is JSONPath",
    ],
    [
      "a JSONPath field in JSONata",
      { QueryLanguage: "JSONata", ...only(task({ Parameters: {} })) },
      "/States/A/Parameters",
    ],
    [
      "broken JSONata",
      { QueryLanguage: "JSONata", ...only({ Type: "Pass", Output: "{% ( %}" }) },
      "Value is not a valid JSONata expression",
    ],
    [
      "a downgrade to JSONPath",
      { QueryLanguage: "JSONata", ...only({ Type: "Pass", QueryLanguage: "JSONPath" }) },
      "'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine at /States/A",
    ],
    [
      "a misplaced States.ALL",
      only(task({ Retry: [{ ErrorEquals: ["States.ALL"] }, { ErrorEquals: ["X"] }] })),
      "States.ALL must appear alone",
    ],
    [
      "a wait without a time",
      only({ Type: "Wait" }),
      "Exactly one of these fields is required: [Seconds",
    ],
    [
      "a wait with two",
      only({ Type: "Wait", Seconds: 1, SecondsPath: "$.s" }),
      "Only one of these fields may be given",
    ],
    [
      "a choice without an operator",
      {
        StartAt: "A",
        States: { A: { Type: "Choice", Choices: [{ Variable: "$.a", Next: "A" }] } },
      },
      "Exactly one comparison operator is required",
    ],
  ])("refuses %s", (_, definition, message) => {
    expect(faults(definition)).toContain(message);
  });

  test("refuses a task token in an express workflow", () => {
    expect(faults(only(task({ Resource: SQS_TOKEN })), "EXPRESS")).toContain(
      "Express state machine does not support '.waitForTaskToken' service integration",
    );
    expect(faults(only(task({ Resource: SQS_TOKEN })), "STANDARD")).toBe("");
  });

  test("refuses a definition nested too deeply for the machine it runs on", () => {
    const deep = `{"StartAt":"A","States":{"A":{"Type":"Pass","End":true,"Result":${"[".repeat(50_000)}${"]".repeat(50_000)}}}}`;
    expect(faults(deep)).toContain("nested too deeply");
  });

  test("judges any JSON, and never breaks", () => {
    const state = fc.dictionary(
      fc.constantFrom(
        "Type",
        "Next",
        "End",
        "Choices",
        "Branches",
        "Retry",
        "Parameters",
        "Seconds",
        "Resource",
        "__proto__",
      ),
      fc.oneof(
        fc.constantFrom<unknown>("Pass", "Task", "Choice", "Map", "A", true, 1),
        fc.jsonValue(),
      ),
    );
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom("A", "B", "__proto__"), state), (States) => {
        expect(typeof faults({ StartAt: "A", States })).toBe("string");
      }),
    );
  });
});
