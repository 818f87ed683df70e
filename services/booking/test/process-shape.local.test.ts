import { describe, expect, test } from "vitest";
import * as z from "zod";
import { processDefinition } from "./process-definition.ts";

const State = z.object({
  Type: z.string(),
  Resource: z.string().optional(),
  Next: z.string().optional(),
  Default: z.string().optional(),
  TimeoutSeconds: z.number().default(0),
  Retry: z
    .array(
      z.object({
        ErrorEquals: z.array(z.string()),
        IntervalSeconds: z.number().default(1),
        BackoffRate: z.number().default(1),
        MaxAttempts: z.number(),
        MaxDelaySeconds: z.number().default(0),
        JitterStrategy: z.literal("FULL").optional(),
      }),
    )
    .default([]),
  Catch: z.array(z.object({ ErrorEquals: z.array(z.string()), Next: z.string() })).default([]),
  Choices: z.array(z.object({ Next: z.string() })).default([]),
});
const Machine = z.object({
  StartAt: z.string(),
  States: z.record(z.string(), State),
  TimeoutSeconds: z.number(),
});

const machine = Machine.parse(processDefinition());
const tasks = Object.entries(machine.States).filter(([, { Type }]) => Type === "Task");

/** The longest a state can take: every attempt times out, every pause is the longest. */
function longestSeconds({ TimeoutSeconds, Retry }: z.infer<typeof State>): number {
  const pauses = Retry.flatMap(({ MaxAttempts, IntervalSeconds, BackoffRate, MaxDelaySeconds }) =>
    Array.from({ length: MaxAttempts }, (_, attempt) =>
      Math.min(IntervalSeconds * BackoffRate ** attempt, MaxDelaySeconds),
    ),
  );
  return (1 + pauses.length) * TimeoutSeconds + pauses.reduce((sum, pause) => sum + pause, 0);
}

function longestWay(name: string, before: readonly string[] = []): number {
  if (before.includes(name)) return 0; // undoing may lead back to telling, once
  const state = machine.States[name] ?? State.parse({ Type: "none" });
  const next = [state.Next, state.Default, ...state.Catch.map(({ Next }) => Next)];
  const ways = [...next, ...state.Choices.map(({ Next }) => Next)].filter(
    (one) => one !== undefined,
  );
  const after = ways.map((way) => longestWay(way, [...before, name]));
  return longestSeconds(state) + Math.max(0, ...after);
}

describe("the workflow of a booking", () => {
  test("keeps the names of the airline example's states", () => {
    expect(Object.keys(machine.States)).toEqual(
      expect.arrayContaining([
        "Reserve Flight",
        "Reserve Booking",
        "Collect Payment",
        "Confirm Booking",
        "Notify Booking Confirmed",
        "Booking Confirmed",
        "Refund Payment",
        "Cancel Booking",
        "Release Flight Seat",
        "Notify Booking Failed",
        "Booking DLQ",
        "Booking Failed",
      ]),
    );
  });

  test.each(tasks)("limits '%s', and tries it again with jitter", (_, state) => {
    expect(state.TimeoutSeconds).toBeGreaterThan(0);
    expect(state.Retry.at(-1)).toMatchObject({ MaxAttempts: 6, JitterStrategy: "FULL" });
  });

  test("lets no failure of a step pass", () => {
    const unguarded = tasks.filter(
      ([, { Catch }]) => !Catch.some(({ ErrorEquals }) => ErrorEquals.includes("States.ALL")),
    );
    expect(unguarded.map(([name]) => name)).toEqual(["Park bad news", "Booking DLQ"]);
  });

  test("names errors of the queue as its integration does", () => {
    const queues = tasks.filter(([, { Resource = "" }]) => Resource.includes(":::sqs:"));
    const names = queues.flatMap(([, { Retry }]) => Retry.flatMap((one) => one.ErrorEquals));
    expect(names.filter((name) => !/^(?:SQS|States)\./u.test(name))).toEqual([]);
    expect(queues).toHaveLength(3);
  });

  test("ends by itself before its own time-out, on the longest way", () => {
    expect(longestWay(machine.StartAt)).toBeLessThan(machine.TimeoutSeconds);
  });
});
