import { describe, expect, test } from "vitest";
import { createClock } from "../../../clock.ts";
import { StateError } from "./errors.ts";
import type { Json, JsonObject } from "./json.ts";
import { FUNCTION_ARN, NOON, only, start } from "./test-machine.ts";

const task = (more: JsonObject = {}): JsonObject => ({
  Type: "Task",
  Resource: FUNCTION_ARN,
  ...more,
});

/** Runs a machine whose task fails with `errors` in turn, then succeeds; answers when it was called. */
async function attempts(machine: Json, errors: readonly string[]) {
  const clock = createClock({ pace: "manual", startMs: NOON });
  const at: number[] = [];
  const run = start(machine, {
    clock,
    call: () => {
      const error = errors[at.length];
      at.push((clock.now() - NOON) / 1000);
      if (error !== undefined) throw new StateError(error, "why");
      return "done";
    },
  });
  await clock.advance(0);
  await clock.advance(3_600_000);
  return { at, outcome: await run.outcome, run };
}

const caught = (Catch: JsonObject) => ({
  StartAt: "A",
  States: {
    A: task({ Catch: [{ ErrorEquals: ["Oops"], Next: "B", ...Catch }], End: true }),
    B: { Type: "Succeed" },
  },
});

/** Starts a machine and answers the token's key once it was sent. */
async function sent(machine: Json) {
  const clock = createClock({ pace: "manual", startMs: NOON });
  let token = "";
  const run = start(machine, {
    clock,
    call: (request) => {
      token = request.token ?? "";
      expect(request.payload).toEqual({ token });
      return { MessageId: "m" };
    },
  });
  await clock.advance(0);
  const envelope = JSON.parse(Buffer.from(token, "base64").toString());
  return { clock, run, key: JSON.parse(envelope.task)[1] };
}

describe("Retry", () => {
  test("waits IntervalSeconds times BackoffRate, up to MaxDelaySeconds", async () => {
    const Retry = [
      {
        ErrorEquals: ["Busy"],
        IntervalSeconds: 2,
        BackoffRate: 3,
        MaxAttempts: 4,
        MaxDelaySeconds: 10,
      },
    ];
    const { at, outcome } = await attempts(only(task({ Retry })), Array(4).fill("Busy"));
    expect(at).toEqual([0, 2, 8, 18, 28]);
    expect(outcome).toEqual({ status: "SUCCEEDED", output: '"done"' });
  });

  test("tries three times more after one, two and four seconds by default", async () => {
    const Retry = [{ ErrorEquals: ["States.ALL"] }];
    const { at, outcome } = await attempts(only(task({ Retry })), Array(9).fill("Busy"));
    expect(at).toEqual([0, 1, 3, 7]);
    expect(outcome).toEqual({ status: "FAILED", error: "Busy", cause: "why" });
  });

  test("full jitter waits less than the delay, and not always the same", async () => {
    const Retry = [
      {
        ErrorEquals: ["States.ALL"],
        IntervalSeconds: 100,
        BackoffRate: 1,
        MaxAttempts: 5,
        JitterStrategy: "FULL",
      },
    ];
    const { at } = await attempts(only(task({ Retry })), Array(5).fill("Busy"));
    const gaps = at.slice(1).map((time, index) => time - (at[index] ?? 0));
    expect(gaps.every((gap) => gap >= 0 && gap < 100)).toBe(true);
    expect(new Set(gaps).size).toBe(5);
  });

  test("counts the attempts of each entry on its own", async () => {
    const Retry = [
      { ErrorEquals: ["A"], MaxAttempts: 1 },
      { ErrorEquals: ["B"], MaxAttempts: 1 },
    ];
    expect((await attempts(only(task({ Retry })), ["A", "B"])).outcome.status).toBe("SUCCEEDED");
    expect((await attempts(only(task({ Retry })), ["A", "B", "A"])).outcome.status).toBe("FAILED");
  });

  test.each([
    ["States.ALL", "Custom", true],
    ["States.ALL", "States.Timeout", true],
    ["States.ALL", "States.DataLimitExceeded", false],
    ["States.ALL", "States.Runtime", false],
    ["States.Runtime", "States.Runtime", false],
    ["States.TaskFailed", "Custom", true],
    ["States.TaskFailed", "States.Timeout", false],
    ["Custom", "Other", false],
  ])("%s of %s retries: %s", async (name, error, isRetried) => {
    const { at } = await attempts(
      only(task({ Retry: [{ ErrorEquals: [name], MaxAttempts: 1 }] })),
      [error],
    );
    expect(at).toHaveLength(isRetried ? 2 : 1);
  });

  test("a stop during the back-off makes no further attempt", async () => {
    const clock = createClock({ pace: "manual", startMs: NOON });
    let calls = 0;
    const run = start(
      only(task({ Retry: [{ ErrorEquals: ["States.ALL"], IntervalSeconds: 10 }] })),
      {
        clock,
        call: () => {
          calls += 1;
          throw new StateError("Busy");
        },
      },
    );
    await clock.advance(0);
    expect(run.execution.stop({ error: "Enough", cause: "by hand" })).toBe(true);
    await clock.advance(100_000);
    expect(calls).toBe(1);
    expect(await run.outcome).toEqual({ status: "ABORTED", error: "Enough", cause: "by hand" });
    expect(run.events().at(-1)).toMatchObject({
      type: "ExecutionAborted",
      details: { error: "Enough" },
    });
    expect(run.execution.stop()).toBe(false);
  });
});

describe("Catch", () => {
  test("puts the error where its ResultPath says, and Assign sees it", async () => {
    const { outcome, run } = await attempts(
      caught({ ResultPath: "$.error", Assign: { "e.$": "$.Error" } }),
      ["Oops"],
    );
    expect(outcome).toEqual({
      status: "SUCCEEDED",
      output: '{"error":{"Error":"Oops","Cause":"why"}}',
    });
    expect(run.events().map(({ type }) => type)).toContain("TaskStateExited");
    expect(run.events().find(({ type }) => type === "TaskStateExited")?.details).toMatchObject({
      assignedVariables: { e: '"Oops"' },
    });
  });

  test("gives JSONata $states.errorOutput", async () => {
    const machine = {
      QueryLanguage: "JSONata",
      ...caught({ Output: "{% $states.errorOutput.Cause %}" }),
    };
    expect((await attempts(machine, ["Oops"])).outcome).toEqual({
      status: "SUCCEEDED",
      output: '"why"',
    });
  });

  test("does not take another error", async () => {
    expect((await attempts(caught({}), ["Other"])).outcome).toMatchObject({
      status: "FAILED",
      error: "Other",
    });
  });
});

describe("TimeoutSeconds and task tokens", () => {
  const TOKEN = "arn:aws:states:::sqs:sendMessage.waitForTaskToken";
  const waiting = (more: JsonObject = {}) =>
    only(task({ Resource: TOKEN, Parameters: { "token.$": "$$.Task.Token" }, ...more }));

  test("a task that takes too long is aborted and fails with States.Timeout", async () => {
    const clock = createClock({ pace: "manual", startMs: NOON });
    let signal: AbortSignal | undefined;
    const run = start(only(task({ TimeoutSecondsPath: "$.limit" })), {
      clock,
      input: { limit: 3 },
      call: (request) => {
        signal = request.signal;
        return new Promise(() => undefined);
      },
    });
    await clock.advance(0);
    await clock.advance(2999);
    expect(signal?.aborted).toBe(false);
    await clock.advance(1);
    expect(signal?.aborted).toBe(true);
    expect(await run.outcome).toEqual({ status: "FAILED", error: "States.Timeout" });
    expect(
      run
        .events()
        .map(({ type }) => type)
        .slice(-2),
    ).toEqual(["LambdaFunctionTimedOut", "ExecutionFailed"]);
  });

  test("a token waits for its answer", async () => {
    const { run, key } = await sent(waiting());
    expect(
      run
        .events()
        .map(({ type }) => type)
        .slice(2),
    ).toEqual(["TaskScheduled", "TaskStarted", "TaskSubmitted"]);
    expect(run.execution.settle(key, { output: { ok: 1 } })).toBe(true);
    expect(run.execution.settle(key, { output: { ok: 2 } })).toBe(false);
    expect(await run.outcome).toEqual({ status: "SUCCEEDED", output: '{"ok":1}' });
  });

  test("a token may come back with a failure", async () => {
    const { run, key } = await sent(waiting());
    run.execution.settle(key, { error: "No", cause: "because" });
    expect(await run.outcome).toEqual({ status: "FAILED", error: "No", cause: "because" });
    expect(run.events().at(-2)?.type).toBe("TaskFailed");
  });

  test("an answer that comes before the send has ended counts", async () => {
    const run = start(waiting(), {
      call: ({ token }) => {
        const envelope = JSON.parse(Buffer.from(token ?? "", "base64").toString());
        expect(run.execution.settle(JSON.parse(envelope.task)[1], { output: 1 })).toBe(true);
        return {};
      },
    });
    expect(await run.outcome).toEqual({ status: "SUCCEEDED", output: "1" });
  });

  test("a missed heartbeat is a timeout that States.HeartbeatTimeout also names", async () => {
    const machine = {
      StartAt: "A",
      States: {
        A: task({
          Resource: TOKEN,
          Parameters: { "token.$": "$$.Task.Token" },
          HeartbeatSeconds: 10,
          Catch: [{ ErrorEquals: ["States.HeartbeatTimeout"], Next: "B" }],
          Next: "B",
        }),
        B: { Type: "Succeed" },
      },
    };
    const { run, key, clock } = await sent(machine);
    await clock.advance(9000);
    expect(run.execution.heartbeat(key)).toBe(true);
    await clock.advance(9999);
    expect(run.events().at(-1)?.type).toBe("TaskSubmitted");
    await clock.advance(1);
    expect(await run.outcome).toEqual({
      status: "SUCCEEDED",
      output: '{"Error":"States.Timeout","Cause":""}',
    });
    expect(run.execution.heartbeat(key)).toBe(false);
  });
});

describe(".sync", () => {
  test("waits for the job that the call started", async () => {
    const Resource = "arn:aws:states:::states:startExecution.sync:2";
    const run = start(only(task({ Resource })), {
      call: () => ({ ExecutionArn: "child" }),
      join: (_, submitted) => ({ joined: submitted }),
    });
    expect(await run.outcome).toEqual({
      status: "SUCCEEDED",
      output: '{"joined":{"ExecutionArn":"child"}}',
    });
    expect(
      run
        .events()
        .slice(2, 6)
        .map(({ type, details }) => [type, details?.["resource"]]),
    ).toEqual(
      ["TaskScheduled", "TaskStarted", "TaskSubmitted", "TaskSucceeded"].map((type) => [
        type,
        "startExecution.sync:2",
      ]),
    );
  });

  test("a job that cannot be started leaves TaskSubmitFailed", async () => {
    const run = start(only(task({ Resource: "arn:aws:states:::states:startExecution.sync" })), {
      call: () => {
        throw new StateError("StepFunctions.ExecutionAlreadyExistsException", "twice");
      },
    });
    expect(await run.outcome).toMatchObject({
      error: "StepFunctions.ExecutionAlreadyExistsException",
    });
    expect(run.events().at(-2)?.type).toBe("TaskSubmitFailed");
  });
});
