import { randomUUID } from "node:crypto";
import {
  CreateStateMachineCommand,
  DeleteStateMachineCommand,
  DescribeExecutionCommand,
  DescribeStateMachineCommand,
  DescribeStateMachineForExecutionCommand,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  ListStateMachinesCommand,
  ListTagsForResourceCommand,
  SFNClient,
  StartExecutionCommand,
  StartSyncExecutionCommand,
  StopExecutionCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateStateMachineCommand,
  ValidateStateMachineDefinitionCommand,
  type CreateStateMachineCommandInput,
  type DescribeExecutionCommandOutput,
} from "@aws-sdk/client-sfn";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createClock, type AdjustableClock } from "../src/clock.ts";
import { stepfunctions } from "../src/services/stepfunctions/index.ts";
import { startTestCloud, type TestCloud } from "../src/testing.ts";
import { advanceUntil } from "./advance-until.ts";

const NOON = Date.UTC(2026, 0, 15, 12);
const roleArn = "arn:aws:iam::000000000000:role/machine";

let local: TestCloud;
let clock: AdjustableClock;
let sfn: SFNClient;

beforeAll(async () => {
  clock = createClock({ pace: "manual", startMs: NOON });
  local = await startTestCloud({ plugins: [stepfunctions], clock, keep: true });
  sfn = local.client(SFNClient);
});
afterAll(() => local.stop());

const pass = { StartAt: "A", States: { A: { Type: "Pass", End: true } } };
const wait = (Seconds: number) => ({
  StartAt: "W",
  States: { W: { Type: "Wait", Seconds, End: true } },
});

async function aMachine(
  definition: unknown = pass,
  over: Partial<CreateStateMachineCommandInput> = {},
): Promise<string> {
  const { stateMachineArn } = await sfn.send(
    new CreateStateMachineCommand({
      name: `m-${randomUUID()}`,
      definition: JSON.stringify(definition),
      roleArn,
      ...over,
    }),
  );
  return stateMachineArn!;
}

async function started(stateMachineArn: string, name?: string, input = '{"n":1}'): Promise<string> {
  const { executionArn } = await sfn.send(
    new StartExecutionCommand({ stateMachineArn, name, input }),
  );
  return executionArn!;
}

async function ended(executionArn: string): Promise<DescribeExecutionCommandOutput> {
  for (;;) {
    const execution = await sfn.send(new DescribeExecutionCommand({ executionArn }));
    if (execution.status !== "RUNNING") return execution;
  }
}

const task = (Resource: string) => ({
  StartAt: "T",
  States: { T: { Type: "Task", Resource, End: true } },
});

function validate(definition: unknown) {
  return sfn.send(
    new ValidateStateMachineDefinitionCommand({ definition: JSON.stringify(definition) }),
  );
}

describe("state machines", () => {
  test("a machine is described, listed, updated and deleted", async () => {
    const stateMachineArn = await aMachine(pass, {
      name: "plain",
      tags: [{ key: "a", value: "1" }],
    });
    expect(stateMachineArn).toBe("arn:aws:states:eu-west-1:000000000000:stateMachine:plain");
    const described = await sfn.send(new DescribeStateMachineCommand({ stateMachineArn }));
    expect(described).toMatchObject({
      name: "plain",
      type: "STANDARD",
      status: "ACTIVE",
      roleArn,
      creationDate: new Date(NOON),
      loggingConfiguration: { level: "OFF", includeExecutionData: false },
    });
    expect(JSON.parse(described.definition!)).toEqual(pass);

    const update = await sfn.send(
      new UpdateStateMachineCommand({ stateMachineArn, definition: JSON.stringify(wait(1)) }),
    );
    const updated = await sfn.send(new DescribeStateMachineCommand({ stateMachineArn }));
    expect(updated.revisionId).toBe(update.revisionId);
    expect(JSON.parse(updated.definition!)).toEqual(wait(1));

    await sfn.send(new DeleteStateMachineCommand({ stateMachineArn }));
    await expect(
      sfn.send(new DescribeStateMachineCommand({ stateMachineArn })),
    ).rejects.toMatchObject({
      name: "StateMachineDoesNotExist",
      message: `State Machine Does Not Exist: '${stateMachineArn}'`,
    });
    await sfn.send(new DeleteStateMachineCommand({ stateMachineArn }));
  });

  test("creating the same machine again answers the same, another of its name is refused", async () => {
    const name = "same";
    const first = await aMachine(pass, { name });
    expect(await aMachine(pass, { name, roleArn: `${roleArn}2` })).toBe(first);
    await expect(aMachine(wait(1), { name })).rejects.toMatchObject({
      name: "StateMachineAlreadyExists",
      message: `State Machine Already Exists: '${first}'`,
    });
  });

  test("an invalid definition, name or log destination is refused", async () => {
    await expect(
      aMachine({ StartAt: "A", States: { A: { Type: "Pass", Next: "B" } } }),
    ).rejects.toMatchObject({
      name: "InvalidDefinition",
      message:
        "Invalid State Machine Definition: 'MISSING_TRANSITION_TARGET: Missing 'Next' target: B at /States/A/Next'",
    });
    await expect(aMachine(pass, { name: "a b" })).rejects.toMatchObject({
      name: "InvalidName",
      message: "Invalid Name: 'a b'",
    });
    await expect(aMachine(pass, { loggingConfiguration: { level: "ALL" } })).rejects.toMatchObject({
      name: "InvalidLoggingConfiguration",
    });
  });

  test("what this cloud cannot run is refused at once, by name", async () => {
    const refusals: [string, string, string][] = [
      ["arn:aws:states:::glue:startJobRun.sync", "NotEmulated", "the integration glue:startJobRun"],
      ["arn:aws:states:::aws-sdk:glue:startJobRun", "NotEmulated", "the integration aws-sdk:glue"],
      ["arn:aws:states:::aws-sdk:sqs:sendNothing", "InvalidDefinition", "is not recognized"],
      ["arn:aws:states:::sqs:sendMessage.sync", "InvalidDefinition", "is not recognized"],
      ["nonsense", "InvalidDefinition", "Value is not a valid resource ARN"],
    ];
    for (const [resource, name, message] of refusals) {
      await expect(aMachine(task(resource))).rejects.toMatchObject({
        name,
        message: expect.stringContaining(message),
      });
    }
    await expect(aMachine(pass, { publish: true })).rejects.toMatchObject({ name: "NotEmulated" });
  });

  test("ValidateStateMachineDefinition lists what is wrong", async () => {
    expect(await validate(pass)).toMatchObject({ result: "OK", diagnostics: [], truncated: false });
    expect(await validate({})).toMatchObject({
      result: "FAIL",
      diagnostics: [
        {
          severity: "ERROR",
          code: "SCHEMA_VALIDATION_FAILED",
          message: "These fields are required: [StartAt, States]",
          location: "/",
        },
      ],
    });
  });

  test("lists come in pages", async () => {
    for (const letter of "abc") await aMachine(pass, { name: `zz-${letter}` });
    const names: string[] = [];
    let nextToken: string | undefined;
    do {
      const page = await sfn.send(new ListStateMachinesCommand({ maxResults: 2, nextToken }));
      expect(page.stateMachines!.length).toBeLessThanOrEqual(2);
      names.push(...page.stateMachines!.map(({ name }) => name!));
      nextToken = page.nextToken;
    } while (nextToken !== undefined);
    expect(names.filter((name) => name.startsWith("zz-"))).toEqual(["zz-a", "zz-b", "zz-c"]);
    await expect(
      sfn.send(new ListStateMachinesCommand({ nextToken: "nope" })),
    ).rejects.toMatchObject({
      name: "InvalidToken",
    });
  });

  test("tags are added, replaced and removed", async () => {
    const resourceArn = await aMachine(pass, { tags: [{ key: "a", value: "1" }] });
    await sfn.send(
      new TagResourceCommand({
        resourceArn,
        tags: [
          { key: "a", value: "2" },
          { key: "b", value: "3" },
        ],
      }),
    );
    await sfn.send(new UntagResourceCommand({ resourceArn, tagKeys: ["b"] }));
    const { tags } = await sfn.send(new ListTagsForResourceCommand({ resourceArn }));
    expect(tags).toEqual([{ key: "a", value: "2" }]);
  });
});

describe("executions", () => {
  test("an execution runs to its end and keeps its history", async () => {
    const executionArn = await started(await aMachine(pass, { name: "ends" }), "one");
    expect(executionArn).toBe("arn:aws:states:eu-west-1:000000000000:execution:ends:one");
    expect(await ended(executionArn)).toMatchObject({
      status: "SUCCEEDED",
      input: '{"n":1}',
      output: '{"n":1}',
      startDate: expect.any(Date),
      stopDate: expect.any(Date),
    });
    const { events } = await sfn.send(new GetExecutionHistoryCommand({ executionArn }));
    expect(events!.map(({ id, previousEventId, type }) => [id, previousEventId, type])).toEqual([
      [1, 0, "ExecutionStarted"],
      [2, 0, "PassStateEntered"],
      [3, 2, "PassStateExited"],
      [4, 3, "ExecutionSucceeded"],
    ]);
    expect(events![1]!.stateEnteredEventDetails).toEqual({
      name: "A",
      input: '{"n":1}',
      inputDetails: { truncated: false },
    });
  });

  test("a history comes in pages, in either order, with or without data", async () => {
    const executionArn = await started(await aMachine());
    await ended(executionArn);
    const first = await sfn.send(
      new GetExecutionHistoryCommand({
        executionArn,
        maxResults: 3,
        reverseOrder: true,
        includeExecutionData: false,
      }),
    );
    expect(first.events!.map(({ id }) => id)).toEqual([4, 3, 2]);
    expect(first.events![0]!.executionSucceededEventDetails).toEqual({});
    const { nextToken } = first;
    const second = await sfn.send(
      new GetExecutionHistoryCommand({
        executionArn,
        maxResults: 3,
        reverseOrder: true,
        nextToken,
      }),
    );
    expect(second.events!.map(({ id }) => id)).toEqual([1]);
    expect(second.nextToken).toBeUndefined();
  });

  test("starting again by the same name is answered while it runs, and refused after", async () => {
    const machine = await aMachine(wait(10));
    const executionArn = await started(machine, "twice");
    expect(await started(machine, "twice")).toBe(executionArn);
    const refused = {
      name: "ExecutionAlreadyExists",
      message: `Execution Already Exists: '${executionArn}'`,
    };
    await expect(started(machine, "twice", "{}")).rejects.toMatchObject(refused);
    await clock.advance(10_000);
    await ended(executionArn);
    await expect(started(machine, "twice")).rejects.toMatchObject(refused);
    await clock.advance(90 * 24 * 3_600_000 + 1);
    expect(await started(machine, "twice")).toBe(executionArn);
  });

  test("a stop ends a wait, once", async () => {
    const executionArn = await started(await aMachine(wait(1000)));
    const { stopDate } = await sfn.send(
      new StopExecutionCommand({ executionArn, error: "Enough", cause: "by hand" }),
    );
    expect(await ended(executionArn)).toMatchObject({
      status: "ABORTED",
      error: "Enough",
      cause: "by hand",
      stopDate,
    });
    await clock.advance(1000);
    expect(await sfn.send(new StopExecutionCommand({ executionArn }))).toMatchObject({ stopDate });
  });

  test("executions are listed newest first, by status", async () => {
    const stateMachineArn = await aMachine(wait(60));
    const first = await started(stateMachineArn, "first");
    await clock.advance(1000);
    await started(stateMachineArn, "second");
    await sfn.send(new StopExecutionCommand({ executionArn: first }));
    const list = async (statusFilter?: "RUNNING" | "ABORTED") => {
      const { executions } = await sfn.send(
        new ListExecutionsCommand({ stateMachineArn, statusFilter }),
      );
      return executions!.map(({ name }) => name);
    };
    expect(await list()).toEqual(["second", "first"]);
    expect(await list("RUNNING")).toEqual(["second"]);
    expect(await list("ABORTED")).toEqual(["first"]);
  });

  test("an execution goes on with the definition it was started with", async () => {
    const stateMachineArn = await aMachine(wait(5));
    const executionArn = await started(stateMachineArn);
    await sfn.send(
      new UpdateStateMachineCommand({ stateMachineArn, definition: JSON.stringify(pass) }),
    );
    const { definition } = await sfn.send(
      new DescribeStateMachineForExecutionCommand({ executionArn }),
    );
    expect(JSON.parse(definition!)).toEqual(wait(5));
    await clock.advance(5000);
    expect(await ended(executionArn)).toMatchObject({ status: "SUCCEEDED" });
  });

  test("input that is no JSON, too long or for nobody is refused", async () => {
    const machine = await aMachine();
    await expect(started(machine, undefined, "{")).rejects.toMatchObject({
      name: "InvalidExecutionInput",
    });
    await expect(started(machine, undefined, `"${"x".repeat(262_143)}"`)).rejects.toMatchObject({
      name: "ValidationException",
    });
    await expect(started(`${machine}x`)).rejects.toMatchObject({
      name: "StateMachineDoesNotExist",
    });
    await expect(started("arn:aws:s3:::bucket")).rejects.toMatchObject({ name: "InvalidArn" });
    await expect(
      sfn.send(
        new DescribeExecutionCommand({
          executionArn: "arn:aws:states:eu-west-1:000000000000:execution:a:b",
        }),
      ),
    ).rejects.toMatchObject({ name: "ExecutionDoesNotExist" });
  });

  test("deleting a machine stops and forgets its executions", async () => {
    const stateMachineArn = await aMachine(wait(1000));
    const executionArn = await started(stateMachineArn);
    await sfn.send(new DeleteStateMachineCommand({ stateMachineArn }));
    await expect(sfn.send(new DescribeExecutionCommand({ executionArn }))).rejects.toMatchObject({
      name: "ExecutionDoesNotExist",
    });
  });
});

describe("express workflows", () => {
  test("run while the caller waits", async () => {
    const stateMachineArn = await aMachine(pass, { type: "EXPRESS" });
    const run = sfn.send(
      new StartSyncExecutionCommand({ stateMachineArn, input: '{"n":2}', name: "x" }),
    );
    expect(await run).toMatchObject({
      executionArn: expect.stringMatching(
        /^arn:aws:states:eu-west-1:000000000000:express:m-[^:]+:x:/u,
      ),
      status: "SUCCEEDED",
      output: '{"n":2}',
    });
  });

  test("end after five minutes at the latest", async () => {
    const stateMachineArn = await aMachine(wait(301), { type: "EXPRESS" });
    const run = sfn.send(new StartSyncExecutionCommand({ stateMachineArn }));
    expect(await advanceUntil(clock, run, 1000)).toMatchObject({
      status: "TIMED_OUT",
      error: "States.Timeout",
    });
  });

  test("are not listed or described, and standard ones do not run synchronously", async () => {
    const stateMachineArn = await aMachine(pass, { type: "EXPRESS" });
    const executionArn = await started(stateMachineArn);
    const wrong = { name: "StateMachineTypeNotSupported" };
    await expect(sfn.send(new ListExecutionsCommand({ stateMachineArn }))).rejects.toMatchObject(
      wrong,
    );
    await expect(sfn.send(new DescribeExecutionCommand({ executionArn }))).rejects.toMatchObject({
      name: "InvalidArn",
    });
    const standard = await aMachine();
    await expect(
      sfn.send(new StartSyncExecutionCommand({ stateMachineArn: standard })),
    ).rejects.toMatchObject(wrong);
  });
});
