import { describe, expect, test } from "vitest";
import { createClock } from "../../../clock.ts";
import { StateError } from "./errors.ts";
import type { Json, JsonObject } from "./json.ts";
import { FUNCTION_ARN, NOON, only, outputOf, start } from "./test-machine.ts";

const task = (more: JsonObject = {}): JsonObject => ({
  Type: "Task",
  Resource: FUNCTION_ARN,
  End: true,
  ...more,
});
const branch = (name: string, state: JsonObject): JsonObject => ({
  StartAt: name,
  States: { [name]: state },
});
const types = (run: ReturnType<typeof start>): string[] => run.events().map(({ type }) => type);

const map = (more: JsonObject, processor: JsonObject = branch("I", task())): JsonObject =>
  only({ Type: "Map", ItemProcessor: processor, ...more });
const distributed = (more: JsonObject): JsonObject =>
  only({
    Type: "Map",
    ItemProcessor: {
      ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" },
      ...branch("I", task()),
    },
    ...more,
  });
const oddFails = ({ payload }: { payload: Json }): Json => {
  if (typeof payload === "number" && payload % 2 === 1) throw new StateError("Odd");
  return payload;
};

describe("Parallel", () => {
  const machine = only({
    Type: "Parallel",
    Parameters: { "n.$": "$.n" },
    Branches: [branch("B0", task({ Parameters: { a: "first" } })), branch("B1", task())],
    ResultSelector: { "both.$": "$" },
    ResultPath: "$.result",
  });

  test("runs its branches on its effective input and collects their outputs", async () => {
    const output = await outputOf(machine, {
      input: { n: 1, other: 2 },
      call: ({ payload }) => ({ payload }),
    });
    expect(output).toEqual({
      n: 1,
      other: 2,
      result: { both: [{ payload: { a: "first" } }, { payload: { n: 1 } }] },
    });
  });

  test("fails with the first failing branch and stops the others", async () => {
    const clock = createClock({ pace: "manual", startMs: NOON });
    const run = start(
      only({
        Type: "Parallel",
        Branches: [branch("Bad", task()), branch("Slow", { Type: "Wait", Seconds: 60, End: true })],
      }),
      {
        clock,
        call: () => {
          throw new StateError("Oops");
        },
      },
    );
    expect(await run.outcome).toEqual({ status: "FAILED", error: "Oops" });
    expect(types(run).slice(-4)).toEqual([
      "LambdaFunctionFailed",
      "WaitStateAborted",
      "ParallelStateFailed",
      "ExecutionFailed",
    ]);
  });

  test("is retried and caught as a whole", async () => {
    const clock = createClock({ pace: "manual", startMs: NOON });
    let calls = 0;
    const run = start(
      {
        StartAt: "P",
        States: {
          P: {
            Type: "Parallel",
            Branches: [branch("B", task())],
            Retry: [{ ErrorEquals: ["Oops"], MaxAttempts: 1 }],
            Catch: [{ ErrorEquals: ["States.ALL"], Next: "C" }],
            Next: "C",
          },
          C: { Type: "Succeed" },
        },
      },
      {
        clock,
        call: () => {
          calls += 1;
          throw new StateError("Oops");
        },
      },
    );
    await clock.advance(0);
    await clock.advance(1000);
    expect(await run.outcome).toEqual({
      status: "SUCCEEDED",
      output: '{"Error":"Oops","Cause":""}',
    });
    expect(calls).toBe(2);
    expect(types(run).filter((type) => type === "ParallelStateStarted")).toHaveLength(2);
  });
});

describe("Map", () => {
  test("gives each iteration its item, in order, and knows it in the context", async () => {
    const machine = map({
      ItemsPath: "$.items",
      ItemSelector: { "i.$": "$$.Map.Item.Index", "v.$": "$$.Map.Item.Value", "all.$": "$.factor" },
      ResultPath: "$.out",
    });
    const output = await outputOf(machine, {
      input: { items: ["a", "b"], factor: 2 },
      call: ({ payload }) => payload,
    });
    expect(output).toEqual({
      items: ["a", "b"],
      factor: 2,
      out: [
        { i: 0, v: "a", all: 2 },
        { i: 1, v: "b", all: 2 },
      ],
    });
  });

  test("sees its item inside the iteration, and the inner one inside an inner map", async () => {
    const inner = {
      Type: "Map",
      ItemProcessor: branch("J", {
        Type: "Pass",
        Parameters: { "v.$": "$$.Map.Item.Value", "i.$": "$$.Map.Item.Index" },
        End: true,
      }),
      End: true,
    };
    expect(await outputOf(map({}, branch("I", inner)), { input: [["x"], ["y", "z"]] })).toEqual([
      [{ v: "x", i: 0 }],
      [
        { v: "y", i: 0 },
        { v: "z", i: 1 },
      ],
    ]);
  });

  test("takes its items from an expression in JSONata", async () => {
    const machine = {
      QueryLanguage: "JSONata",
      ...map(
        {
          Items: "{% $states.input.n %}",
          ItemSelector: {
            sq: "{% $states.context.Map.Item.Value * $states.context.Map.Item.Value %}",
          },
        },
        branch("I", { Type: "Pass", Output: "{% $states.input.sq %}", End: true }),
      ),
    };
    expect(await outputOf(machine, { input: { n: [1, 2, 3] } })).toEqual([1, 4, 9]);
  });

  test("makes another UUID in every iteration", async () => {
    const machine = map(
      { ItemSelector: { "id.$": "States.UUID()" } },
      branch("I", { Type: "Succeed" }),
    );
    const output = await outputOf(machine, { input: [1, 2, 3] });
    expect(
      new Set(Array.isArray(output) ? output.map((item: Json) => JSON.stringify(item)) : []).size,
    ).toBe(3);
  });

  test("runs no more than MaxConcurrency iterations at once", async () => {
    const clock = createClock({ pace: "manual", startMs: NOON });
    let [running, most] = [0, 0];
    const run = start(map({ MaxConcurrency: 3 }), {
      clock,
      input: [1, 2, 3, 4, 5, 6, 7],
      call: async ({ payload }) => {
        running += 1;
        most = Math.max(most, running);
        await clock.sleep(1000);
        running -= 1;
        return payload;
      },
    });
    await clock.advance(0);
    await clock.advance(3000);
    expect(await run.outcome).toEqual({ status: "SUCCEEDED", output: "[1,2,3,4,5,6,7]" });
    expect(most).toBe(3);
  });

  test("fails with the iteration's error and leaves its events", async () => {
    const run = start(map({ MaxConcurrency: 1 }), {
      input: ["ok", "bad", "never"],
      call: ({ payload }) => {
        if (payload === "bad") throw new StateError("Oops", "item");
        return payload;
      },
    });
    expect(await run.outcome).toEqual({ status: "FAILED", error: "Oops", cause: "item" });
    const map1 = run.events().filter(({ type }) => type.startsWith("Map"));
    expect(
      map1.map(({ type, details }) => [type, details?.["index"] ?? details?.["length"]]),
    ).toEqual([
      ["MapStateEntered", undefined],
      ["MapStateStarted", 3],
      ["MapIterationStarted", 0],
      ["MapIterationSucceeded", 0],
      ["MapIterationStarted", 1],
      ["MapIterationFailed", 1],
      ["MapStateFailed", undefined],
    ]);
  });

  test("refuses what is no array", async () => {
    expect(await start(map({ ItemsPath: "$.n" }), { input: { n: 1 } }).outcome).toMatchObject({
      error: "States.Runtime",
      cause: expect.stringContaining('Reference path "$.n" must point to array.'),
    });
  });

  test("an empty array needs no iteration", async () => {
    expect(await outputOf(map({}), { input: [] })).toEqual([]);
  });
});

describe("a distributed Map", () => {
  test("keeps the events of its items out of the history", async () => {
    const run = start(distributed({}), { input: [2, 4], call: oddFails });
    expect(await run.outcome).toEqual({ status: "SUCCEEDED", output: "[2,4]" });
    expect(types(run)).toEqual([
      "ExecutionStarted",
      "MapStateEntered",
      "MapStateStarted",
      "MapRunStarted",
      "MapRunSucceeded",
      "MapStateSucceeded",
      "MapStateExited",
      "ExecutionSucceeded",
    ]);
    expect(run.events().map(({ event }) => event?.id)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });

  test.each([
    [{}, "FAILED"],
    [{ ToleratedFailureCount: 1 }, "FAILED"],
    [{ ToleratedFailureCount: 2 }, "SUCCEEDED"],
    [{ ToleratedFailurePercentage: 40 }, "FAILED"],
    [{ ToleratedFailurePercentage: 50 }, "SUCCEEDED"],
    [{ ToleratedFailureCount: 2, ToleratedFailurePercentage: 10 }, "FAILED"],
  ])("with %j and half of four items failing: %s", async (tolerance, status) => {
    const outcome = await start(distributed(tolerance), { input: [1, 2, 3, 4], call: oddFails })
      .outcome;
    const failed = { status, error: "States.ExceedToleratedFailureThreshold" };
    expect(outcome).toMatchObject(status === "FAILED" ? failed : { status });
  });

  test("hands items on in batches", async () => {
    const machine = distributed({
      ItemBatcher: { MaxItemsPerBatch: 2, BatchInput: { "who.$": "$$.Execution.Name" } },
    });
    expect(await outputOf(machine, { input: [2, 4, 6], call: ({ payload }) => payload })).toEqual([
      { BatchInput: { who: "run" }, Items: [2, 4] },
      { BatchInput: { who: "run" }, Items: [6] },
    ]);
  });
});
