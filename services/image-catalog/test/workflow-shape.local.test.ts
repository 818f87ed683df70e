import { describe, expect, test } from "vitest";
import * as z from "zod";
import { workflowDefinition } from "./workflow-definition.ts";

// The parts of a definition that its guarantees rest on.
const Retrier = z.object({
  ErrorEquals: z.array(z.string()),
  IntervalSeconds: z.number(),
  BackoffRate: z.number(),
  MaxAttempts: z.number(),
  MaxDelaySeconds: z.number(),
  JitterStrategy: z.literal("FULL"),
});
const State = z.object({
  Type: z.string(),
  Resource: z.string().optional(),
  OutputPath: z.null().optional(),
  Next: z.string().optional(),
  Default: z.string().optional(),
  TimeoutSeconds: z.number().optional(),
  TimeoutSecondsPath: z.string().optional(),
  Retry: z.array(Retrier).default([]),
  Catch: z.array(z.object({ ErrorEquals: z.array(z.string()), Next: z.string() })).default([]),
  Choices: z.array(z.object({ Next: z.string() })).default([]),
  get Branches() {
    return z.array(Machine).default([]);
  },
});
const Machine: z.ZodType<Machine> = z.object({
  StartAt: z.string(),
  get States() {
    return z.record(z.string(), State);
  },
  TimeoutSeconds: z.number().optional(),
});
interface Machine {
  StartAt: string;
  States: Record<string, z.infer<typeof State>>;
  TimeoutSeconds?: number | undefined;
}
type State = z.infer<typeof State>;

const LONGEST_DECISION_SECONDS = 7 * 24 * 3600; // as serverless.yml says of its parameter

const machine = Machine.parse(workflowDefinition());

/** Every state by its name, those of branches too. */
function statesOf({ States }: Machine): [string, State][] {
  return Object.entries(States).flatMap(([name, state]) => [
    [name, state],
    ...state.Branches.flatMap(statesOf),
  ]);
}

/** The longest a state can take: every attempt times out, every pause is the longest. */
function longestSeconds(state: State): number {
  const pauses = state.Retry.flatMap((retrier) =>
    Array.from({ length: retrier.MaxAttempts }, (_, attempt) =>
      Math.min(retrier.IntervalSeconds * retrier.BackoffRate ** attempt, retrier.MaxDelaySeconds),
    ),
  );
  // A moderator who does not answer is not asked again, so that time is taken once.
  const isWait = state.TimeoutSecondsPath !== undefined;
  const attempts = isWait ? 1 : 1 + pauses.length;
  const timeoutSeconds = isWait ? LONGEST_DECISION_SECONDS : (state.TimeoutSeconds ?? 0);
  const branches = state.Branches.map((branch) => longestWay(branch, branch.StartAt));
  const own = attempts * timeoutSeconds + pauses.reduce((sum, pause) => sum + pause, 0);
  return own + Math.max(0, ...branches);
}

function longestWay(of: Machine, from: string): number {
  const state = of.States[from];
  if (state === undefined) throw new Error(`no state ${from}`);
  const next = [state.Next, state.Default, ...state.Catch.map(({ Next }) => Next)];
  const ways = [...next, ...state.Choices.map(({ Next }) => Next)].filter(
    (name) => name !== undefined,
  );
  return longestSeconds(state) + Math.max(0, ...ways.map((name) => longestWay(of, name)));
}

const states = statesOf(machine);
const tasks = states.filter(([, { Type }]) => Type === "Task");
const calls = tasks.filter(([, { Resource = "" }]) => !Resource.endsWith(".waitForTaskToken"));

describe("the workflow", () => {
  test("calls services directly, and no Lambda", () => {
    const resources = tasks.map(([, { Resource = "" }]) => Resource);
    expect(resources.filter((resource) => /lambda|function/iu.test(resource))).toEqual([]);
    expect(new Set(resources)).toEqual(
      new Set([
        "arn:aws:states:::aws-sdk:dynamodb:updateItem.waitForTaskToken",
        "arn:aws:states:::aws-sdk:rekognition:detectLabels",
        "arn:aws:states:::aws-sdk:rekognition:detectModerationLabels",
        "arn:aws:states:::aws-sdk:rekognition:detectText",
        "arn:aws:states:::aws-sdk:s3:headObject",
        "arn:aws:states:::dynamodb:updateItem",
        "arn:aws:states:::sns:publish",
        "arn:aws:states:::sqs:sendMessage",
      ]),
    );
  });

  test("keeps the names of the post's states", () => {
    expect(states.map(([name]) => name)).toEqual(
      expect.arrayContaining([
        "Check for inappropriate content",
        "Inappropriate content detected?",
        "Process image",
        "Notify content moderators",
        "Detect objects in image",
        "Record objects in database",
        "Detect text in image",
        "Record text in database",
      ]),
    );
  });

  test.each(calls)("limits and retries '%s'", (_, { TimeoutSeconds, Retry }) => {
    expect(TimeoutSeconds).toBeGreaterThan(0);
    const retried = Retry.flatMap(({ ErrorEquals }) => ErrorEquals);
    expect(retried).toContain("States.Timeout");
    expect(new Set(retried).size).toBe(retried.length);
    expect(Retry.filter(({ MaxAttempts }) => MaxAttempts < 1 || MaxAttempts > 12)).toEqual([]);
  });

  test("waits for a moderator as long as the stage says, and asks once", () => {
    const waits = tasks.filter(([, { TimeoutSecondsPath }]) => TimeoutSecondsPath !== undefined);
    expect(waits).toMatchObject([
      ["Wait for decision", { TimeoutSecondsPath: "$.question.timeLimitSeconds" }],
    ]);
    const retried = waits.flatMap(([, { Retry }]) =>
      Retry.flatMap(({ ErrorEquals }) => ErrorEquals),
    );
    expect(retried.filter((name) => name.startsWith("States."))).toEqual([]);
  });

  test.each(tasks)(
    "names errors of '%s' as its integration does",
    (_, { Resource = "", Retry, Catch }) => {
      const prefixes: [RegExp, RegExp][] = [
        [/:::dynamodb:/u, /^(?:DynamoDB|States)\./u],
        [/:::aws-sdk:dynamodb:/u, /^(?:DynamoDb|States)\./u],
        [/:::aws-sdk:s3:/u, /^(?:S3|States)\./u],
        [/:::aws-sdk:rekognition:/u, /^(?:Rekognition|States)\./u],
        [/:::sns:/u, /^(?:SNS|States)\./u],
        [/:::sqs:/u, /^(?:SQS|States)\./u],
      ];
      const prefix = prefixes.find(([resource]) => resource.test(Resource))?.[1] ?? /$^/u;
      const names = [...Retry, ...Catch].flatMap(({ ErrorEquals }) => ErrorEquals);
      expect(names.filter((name) => !prefix.test(name))).toEqual([]);
    },
  );

  test("lets no failure pass: every state of the main line that can fail has a Catch for all", () => {
    const unguarded = Object.entries(machine.States)
      .filter(([, { Type }]) => Type === "Task" || Type === "Parallel")
      .filter(
        ([, { Catch }]) => !Catch.some(({ ErrorEquals }) => ErrorEquals.includes("States.ALL")),
      );
    expect(unguarded.map(([name]) => name)).toEqual([
      "Send to dead letters",
      "Send deletion to dead letters",
    ]);
  });

  test("never has the answers of two branches in one state: none hands its own on", () => {
    const ends = states
      .flatMap(([, { Branches }]) => Branches.flatMap(statesOf))
      .filter(([, { Next }]) => Next === undefined);
    expect(ends.map(([name, { OutputPath }]) => [name, OutputPath])).toEqual([
      ["Record objects in database", null],
      ["Record text in database", null],
    ]);
  });

  test("ends through its own Catch before its own time-out, on the longest way", () => {
    expect(longestWay(machine, machine.StartAt)).toBeLessThan(machine.TimeoutSeconds ?? 0);
  });
});
