import { describe, expect, test } from "vitest";
import { createClock } from "../../../clock.ts";
import { StateError } from "./errors.ts";
import type { Json, JsonObject } from "./json.ts";
import { FUNCTION_ARN, NOON, only, outputOf, start } from "./test-machine.ts";

const task = (more: JsonObject = {}): JsonObject => ({
  Type: "Task",
  Resource: FUNCTION_ARN,
  ...more,
});
const types = (run: ReturnType<typeof start>): string[] => run.events().map(({ type }) => type);

const call = () => ({ answer: 42, noise: 1 });
const catching = (ErrorEquals: string[]) => ({
  StartAt: "A",
  States: {
    A: task({ Catch: [{ ErrorEquals, Next: "B" }], Next: "B" }),
    B: { Type: "Succeed" },
  },
});
const big = (bytes: number) => ({ call: () => "x".repeat(bytes - 2) });

describe("a state's input and output", () => {
  test("goes through InputPath, Parameters, ResultSelector, ResultPath and OutputPath", async () => {
    const seen: Json[] = [];
    const machine = only(
      task({
        InputPath: "$.in",
        Parameters: { "n.$": "$.n", "all.$": "$$.Execution.Input", fixed: "x" },
        ResultSelector: { "a.$": "$.answer" },
        ResultPath: "$.in.result",
        OutputPath: "$.in",
      }),
    );
    const output = await outputOf(machine, {
      input: { in: { n: 1 } },
      call: ({ payload }) => {
        seen.push(payload);
        return { answer: 42 };
      },
    });
    expect(seen).toEqual([{ n: 1, all: { in: { n: 1 } }, fixed: "x" }]);
    expect(output).toEqual({ n: 1, result: { a: 42 } });
  });

  test("keeps its input with ResultPath null, and empties it with InputPath null", async () => {
    expect(await outputOf(only(task({ ResultPath: null })), { input: { a: 1 }, call })).toEqual({
      a: 1,
    });
    expect(await outputOf(only({ Type: "Pass", InputPath: null }), { input: { a: 1 } })).toEqual(
      {},
    );
  });

  test("keeps false, 0 and null as the result of a Pass", async () => {
    for (const Result of [false, 0, null]) {
      expect(await outputOf(only({ Type: "Pass", Result, ResultPath: "$.r" }))).toEqual({
        r: Result,
      });
    }
  });

  test("is what Arguments and Output say in JSONata", async () => {
    const machine = {
      QueryLanguage: "JSONata",
      ...only(
        task({
          Arguments: { double: "{% $states.input.n * 2 %}" },
          Output: { got: "{% $states.result.answer %}", was: "{% $states.input.n %}" },
        }),
      ),
    };
    expect(await outputOf(machine, { input: { n: 2 }, call })).toEqual({ got: 42, was: 2 });
  });

  test("mixes JSONata states into a JSONPath machine", async () => {
    const machine = {
      StartAt: "A",
      States: {
        A: {
          Type: "Pass",
          QueryLanguage: "JSONata",
          Output: "{% $states.input.n + 1 %}",
          Next: "B",
        },
        B: { Type: "Pass", Parameters: { "n.$": "$" }, End: true },
      },
    };
    expect(await outputOf(machine, { input: { n: 1 } })).toEqual({ n: 2 });
  });
});

describe("variables", () => {
  test("are assigned in order and read by later states", async () => {
    const machine = {
      StartAt: "A",
      States: {
        A: { Type: "Pass", Assign: { "x.$": "$.n", y: { z: 1 } }, Next: "B" },
        B: {
          Type: "Pass",
          Assign: { x: 100, "old.$": "$x" },
          Parameters: { "x.$": "$x", "z.$": "$y.z" },
          Next: "C",
        },
        C: { Type: "Pass", Parameters: { "b.$": "$", "x.$": "$x", "old.$": "$old" }, End: true },
      },
    };
    expect(await outputOf(machine, { input: { n: 7 } })).toEqual({
      b: { x: 7, z: 1 },
      x: 100,
      old: 7,
    });
  });

  test("of a branch are not seen outside, those outside are seen in a branch", async () => {
    const machine = {
      QueryLanguage: "JSONata",
      StartAt: "A",
      States: {
        A: { Type: "Pass", Assign: { outer: 1 }, Next: "P" },
        P: {
          Type: "Parallel",
          Branches: [
            {
              StartAt: "I",
              States: {
                I: { Type: "Pass", Assign: { inner: 2 }, Output: "{% $outer %}", Next: "J" },
                J: { Type: "Pass", Output: "{% [$states.input, $inner] %}", End: true },
              },
            },
          ],
          Next: "Z",
        },
        Z: {
          Type: "Pass",
          Output: { branch: "{% $states.input[0] %}", seen: "{% $exists($inner) %}" },
          End: true,
        },
      },
    };
    expect(await outputOf(machine)).toEqual({ branch: [1, 2], seen: false });
  });
});

describe("choice, succeed and fail", () => {
  const machine = {
    StartAt: "C",
    States: {
      C: {
        Type: "Choice",
        Choices: [{ Variable: "$.n", NumericGreaterThan: 10, Next: "Big" }],
        Default: "Small",
      },
      Big: { Type: "Fail", ErrorPath: "States.Format('Big{}', $.n)", Cause: "too big" },
      Small: { Type: "Succeed", OutputPath: "$.n" },
    },
  };

  test("a choice takes the first rule that holds, else the default", async () => {
    expect(await outputOf(machine, { input: { n: 1 } })).toBe(1);
    expect(await start(machine, { input: { n: 11 } }).outcome).toEqual({
      status: "FAILED",
      error: "Big11",
      cause: "too big",
    });
  });

  test("a choice without a match or a default fails", async () => {
    const bare = {
      QueryLanguage: "JSONata",
      StartAt: "C",
      States: {
        C: { Type: "Choice", Choices: [{ Condition: "{% $states.input.n = 1 %}", Next: "D" }] },
        D: { Type: "Succeed" },
      },
    };
    expect(await start(bare, { input: { n: 2 } }).outcome).toMatchObject({
      error: "States.NoChoiceMatched",
    });
    expect(await outputOf(bare, { input: { n: 1 } })).toEqual({ n: 1 });
  });
});

describe("a failed evaluation", () => {
  test("fails the execution with AWS's words, past every Catch", async () => {
    const machine = {
      StartAt: "A",
      States: {
        A: {
          Type: "Task",
          Resource: FUNCTION_ARN,
          Parameters: { "x.$": "$.x" },
          Catch: [{ ErrorEquals: ["States.ALL"], Next: "B" }],
          Next: "B",
        },
        B: { Type: "Succeed" },
      },
    };
    expect(await start(machine, { input: { y: 1 } }).outcome).toEqual({
      status: "FAILED",
      error: "States.Runtime",
      cause:
        "An error occurred while executing the state 'A' (entered at the event id #2). The JSONPath '$.x' specified for the field 'x.$' could not be found in the input '{\"y\":1}'",
    });
  });

  test("in JSONata leaves an EvaluationFailed event", async () => {
    const run = start({
      QueryLanguage: "JSONata",
      ...only({ Type: "Pass", Output: { a: "{% $nope %}" } }),
    });
    const cause =
      "An error occurred while executing the state 'A' (entered at the event id #2). The JSONata expression '$nope' specified for the field 'Output/a' returned nothing (undefined).";
    expect(await run.outcome).toEqual({
      status: "FAILED",
      error: "States.QueryEvaluationError",
      cause,
    });
    expect(run.events()[2]).toMatchObject({
      type: "EvaluationFailed",
      details: { error: "States.QueryEvaluationError", cause, location: "Output/a", state: "A" },
    });
  });
});

describe("limits", () => {
  test("a result of more than 256 KiB is States.DataLimitExceeded, which States.ALL does not catch", async () => {
    expect(await start(catching(["States.ALL"]), big(262_145)).outcome).toEqual({
      status: "FAILED",
      error: "States.DataLimitExceeded",
      cause: `The state/task '${FUNCTION_ARN}' returned a result with a size exceeding the maximum number of bytes service limit.`,
    });
    expect(await start(catching(["States.DataLimitExceeded"]), big(262_145)).outcome).toMatchObject(
      {
        status: "SUCCEEDED",
      },
    );
    expect(await start(catching(["States.ALL"]), big(262_144)).outcome).toMatchObject({
      status: "SUCCEEDED",
    });
  });

  test("a history of too many events fails the execution", async () => {
    const loop = { StartAt: "A", States: { A: { Type: "Pass", Next: "A" } } };
    const run = start(loop, { maxEvents: 50 });
    expect(await run.outcome).toMatchObject({
      status: "FAILED",
      error: "States.Runtime",
      cause: expect.stringContaining("maximum number of history events (50)"),
    });
    expect(run.events()).toHaveLength(50);
  });

  test("the machine's TimeoutSeconds ends a wait", async () => {
    const clock = createClock({ pace: "manual", startMs: NOON });
    const run = start({ TimeoutSeconds: 5, ...only({ Type: "Wait", Seconds: 60 }) }, { clock });
    await clock.advance(4999);
    expect(types(run)).not.toContain("ExecutionTimedOut");
    await clock.advance(1);
    expect(await run.outcome).toEqual({ status: "TIMED_OUT", error: "States.Timeout" });
    expect(types(run).at(-1)).toBe("ExecutionTimedOut");
  });
});

describe("the history", () => {
  test("has AWS's events, in order, each with the one before it", async () => {
    const machine = {
      StartAt: "A",
      States: { A: task({ Assign: { v: 1 }, Next: "B" }), B: { Type: "Pass", End: true } },
    };
    const run = start(machine, { input: { n: 1 }, call: () => ({ ok: true }) });
    await run.outcome;
    const truncated = { truncated: false };
    expect(
      run
        .events()
        .map(({ type, event, details }) => [type, event?.id, event?.previousEventId, details]),
    ).toEqual([
      [
        "ExecutionStarted",
        1,
        0,
        {
          input: '{"n":1}',
          inputDetails: truncated,
          roleArn: "arn:aws:iam::000000000000:role/machine",
        },
      ],
      ["TaskStateEntered", 2, 0, { name: "A", input: '{"n":1}', inputDetails: truncated }],
      [
        "LambdaFunctionScheduled",
        3,
        2,
        { resource: FUNCTION_ARN, input: '{"n":1}', inputDetails: truncated },
      ],
      ["LambdaFunctionStarted", 4, 3, undefined],
      ["LambdaFunctionSucceeded", 5, 4, { output: '{"ok":true}', outputDetails: truncated }],
      [
        "TaskStateExited",
        6,
        5,
        {
          name: "A",
          output: '{"ok":true}',
          outputDetails: truncated,
          assignedVariables: { v: "1" },
          assignedVariablesDetails: truncated,
        },
      ],
      ["PassStateEntered", 7, 6, { name: "B", input: '{"ok":true}', inputDetails: truncated }],
      ["PassStateExited", 8, 7, { name: "B", output: '{"ok":true}', outputDetails: truncated }],
      ["ExecutionSucceeded", 9, 8, { output: '{"ok":true}', outputDetails: truncated }],
    ]);
  });

  test("shows an integration's resource, region, parameters and limits", async () => {
    const resource = "arn:aws:states:::aws-sdk:s3:headObject";
    const run = start(
      only(task({ Resource: resource, Parameters: { Bucket: "b" }, TimeoutSeconds: 9 })),
      {
        call: () => {
          throw new StateError("S3.S3Exception", "no");
        },
      },
    );
    expect(await run.outcome).toMatchObject({ error: "S3.S3Exception", cause: "no" });
    const identity = { resourceType: "aws-sdk:s3", resource: "headObject" };
    expect(
      run
        .events()
        .slice(2, 5)
        .map(({ type, details }) => [type, details]),
    ).toEqual([
      [
        "TaskScheduled",
        { ...identity, region: "eu-west-1", parameters: '{"Bucket":"b"}', timeoutInSeconds: 9 },
      ],
      ["TaskStarted", identity],
      ["TaskFailed", { ...identity, error: "S3.S3Exception", cause: "no" }],
    ]);
  });
});

describe("the context object", () => {
  test("knows the state, its entry and its retries", async () => {
    const seen: Json[] = [];
    const machine = only(
      task({
        Parameters: { "state.$": "$$.State", "machine.$": "$$.StateMachine.Name" },
        Retry: [{ ErrorEquals: ["States.ALL"], MaxAttempts: 1 }],
      }),
    );
    const clock = createClock({ pace: "manual", startMs: NOON });
    const run = start(machine, {
      clock,
      call: ({ payload }) => {
        seen.push(payload);
        throw new StateError("Oops");
      },
    });
    await clock.advance(0);
    await clock.advance(1000);
    await run.outcome;
    const EnteredTime = "2026-01-01T12:00:00.000Z";
    expect(seen).toEqual([
      { state: { EnteredTime, Name: "A", RetryCount: 0 }, machine: "machine" },
      { state: { EnteredTime, Name: "A", RetryCount: 1 }, machine: "machine" },
    ]);
  });
});
