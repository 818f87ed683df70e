import { describe, expect, test } from "vitest";
import { createClock } from "../../../clock.ts";
import { StateError } from "./errors.ts";
import { type JournalRecord, MemoryJournal } from "./journal.ts";
import type { Json, JsonObject } from "./json.ts";
import type { TaskCall } from "./runtime.ts";
import { FUNCTION_ARN, NOON, start } from "./test-machine.ts";

const task = (name: string, more: JsonObject = {}): JsonObject => ({
  Type: "Task",
  Resource: FUNCTION_ARN,
  Parameters: { name, "id.$": "States.UUID()" },
  ...more,
});
const end = { End: true };

/** Retries with jitter, waits, branches, iterations, variables, a caught failure and a token. */
const MACHINE = {
  StartAt: "First",
  States: {
    First: task("First", {
      Retry: [{ ErrorEquals: ["Busy"], IntervalSeconds: 30, JitterStrategy: "FULL" }],
      Assign: { "first.$": "$.id" },
      ResultPath: "$.first",
      Next: "Both",
    }),
    Both: {
      Type: "Parallel",
      Branches: [
        {
          StartAt: "Slow",
          States: {
            Slow: { Type: "Wait", Seconds: 100, Next: "After" },
            After: task("After", { ResultPath: null, ...end }),
          },
        },
        {
          StartAt: "Each",
          States: {
            Each: {
              Type: "Map",
              ItemsPath: "$.items",
              MaxConcurrency: 2,
              ItemProcessor: { StartAt: "Item", States: { Item: task("Item", end) } },
              ...end,
            },
          },
        },
      ],
      ResultPath: "$.both",
      Next: "Doomed",
    },
    Doomed: {
      Type: "Parallel",
      Branches: [
        { StartAt: "Bad", States: { Bad: task("Bad", end) } },
        { StartAt: "Forever", States: { Forever: { Type: "Wait", Seconds: 9999, ...end } } },
      ],
      Catch: [{ ErrorEquals: ["States.ALL"], ResultPath: "$.doom", Next: "Token" }],
      Next: "Token",
    },
    Token: {
      Type: "Task",
      Resource: "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
      Parameters: { "token.$": "$$.Task.Token", "entered.$": "$$.State.EnteredTime" },
      TimeoutSeconds: 500,
      ResultPath: "$.answer",
      Next: "Done",
    },
    Done: { Type: "Pass", Parameters: { "all.$": "$", "first.$": "$first" }, ...end },
  },
};
/** A world that is busy once, fails one task, and answers the token a minute after it was sent. */
function world(clock: ReturnType<typeof createClock>, calls: string[]) {
  const busy = new Set<string>();
  const current: { run?: ReturnType<typeof start> } = {};
  const call = async ({ payload, token, callId }: TaskCall): Promise<Json> => {
    await clock.sleep(1000);
    calls.push(callId);
    if (token !== undefined) {
      const key = JSON.parse(JSON.parse(Buffer.from(token, "base64").toString()).task)[1];
      clock.after(60_000, () => current.run?.execution.settle(key, { output: "answered" }));
      return { MessageId: "m" };
    }
    const name = JSON.stringify(payload).includes('"First"') ? "First" : "";
    if (name === "First" && !busy.has(name)) {
      busy.add(name);
      throw new StateError("Busy");
    }
    if (JSON.stringify(payload).includes('"Bad"')) throw new StateError("Bad", "always");
    return payload;
  };
  return { call, current };
}

async function advanceUntilEnd<T>(clock: ReturnType<typeof createClock>, work: Promise<T>) {
  const ended = work.then((value) => ({ value }));
  for (let second = 0; second < 1000; second += 1) {
    const result = await Promise.race([ended, clock.advance(1000)]);
    if (result !== undefined) return result.value;
  }
  throw new Error("the execution does not end");
}

async function run(records: readonly JournalRecord[], calls: string[]) {
  const journal = new MemoryJournal();
  for (const record of records) journal.append(record);
  const last = records.at(-1);
  const clock = createClock({ pace: "manual", startMs: last?.atMs ?? NOON });
  const { call, current } = world(clock, calls);
  const token = records.find(
    ({ type, details }) => type === "TaskScheduled" && details !== undefined,
  );
  current.run = start(MACHINE, { clock, journal, call, input: { items: [1, 2, 3] } });
  if (records.some(({ type }) => type === "TaskSubmitted") && token !== undefined) {
    // The token was handed out before the crash: whoever has it answers it now.
    clock.after(60_000, () => current.run?.execution.settle(token.key, { output: "answered" }));
  }
  const outcome = await advanceUntilEnd(clock, current.run.outcome);
  return { outcome, records: journal.records() };
}

function ends(records: readonly JournalRecord[]): number {
  return records.filter(({ type }) => /(?:FunctionSucceeded|FunctionFailed)$/u.test(type)).length;
}

describe("a restart", () => {
  test("after any record continues to the same end, and repeats nothing that is recorded", async () => {
    const allCalls: string[] = [];
    const whole = await run([], allCalls);
    expect(whole.outcome).toMatchObject({ status: "SUCCEEDED" });
    expect(whole.records.length).toBeGreaterThan(60);

    for (let count = 1; count < whole.records.length; count += 1) {
      const before = whole.records.slice(0, count);
      const calls: string[] = [];
      const after = await run(before, calls);
      // A call that was busy the first time is busy again: only what is recorded is known.
      expect(after.outcome, `after ${count}: ${before.at(-1)?.type}`).toMatchObject({
        status: "SUCCEEDED",
      });
      expect(after.records.slice(0, count)).toEqual(before);
      const ids = after.records.flatMap(({ event }) => event?.id ?? []);
      expect(ids).toEqual(ids.map((_, index) => index + 1));
      const done = before.some(({ type }) => type === "TaskSubmitted") ? 1 : 0;
      expect(calls.length).toBe(ends(after.records) + 1 - ends(before) - done);
    }
  }, 60_000);

  test("keeps the moment at which a wait ends", async () => {
    const machine = { StartAt: "A", States: { A: { Type: "Wait", Seconds: 100, End: true } } };
    const journal = new MemoryJournal();
    const first = start(machine, { journal });
    first.execution.suspend();
    expect(await first.outcome).toEqual({ status: "SUSPENDED" });
    expect(journal.records().map(({ type }) => type)).toEqual([
      "ExecutionStarted",
      "WaitStateEntered",
    ]);

    const clock = createClock({ pace: "manual", startMs: NOON + 70_000 });
    const second = start(machine, { journal, clock });
    await clock.advance(0);
    await clock.advance(29_999);
    expect(journal.records()).toHaveLength(2);
    await clock.advance(1);
    expect(await second.outcome).toMatchObject({ status: "SUCCEEDED" });
  });

  test("over a history of another definition fails instead of mixing the two", async () => {
    const journal = new MemoryJournal();
    const first = start(
      { StartAt: "A", States: { A: { Type: "Wait", Seconds: 1, End: true } } },
      { journal },
    );
    first.execution.suspend();
    const second = start({ StartAt: "A", States: { A: { Type: "Pass", End: true } } }, { journal });
    expect(await second.outcome).toMatchObject({ status: "FAILED", error: "States.Runtime" });
  });

  test("takes an answer to a token before the replay has come back to its task, once", async () => {
    const machine = {
      StartAt: "A",
      States: {
        A: {
          Type: "Task",
          Resource: "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
          Parameters: { "token.$": "$$.Task.Token" },
          End: true,
        },
      },
    };
    const journal = new MemoryJournal();
    const first = start(machine, { journal, call: () => ({ MessageId: "m" }) });
    await createClock({ pace: "manual" }).advance(0);
    first.execution.suspend();
    const key = journal.records().find(({ type }) => type === "TaskScheduled")!.key;

    const second = start(machine, { journal });
    expect(second.execution.settle(key, { output: "early" })).toBe(true);
    expect(second.execution.settle(key, { output: "again" })).toBe(false);
    expect(await second.outcome).toEqual({ status: "SUCCEEDED", output: '"early"' });

    const third = start(machine, { journal: new MemoryJournal() });
    expect(third.execution.settle(key, { output: "never sent" })).toBe(false);
    third.execution.suspend();
  });
});
