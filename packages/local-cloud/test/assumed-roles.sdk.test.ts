import {
  EventBridgeClient,
  PutEventsCommand,
  PutRuleCommand,
  PutTargetsCommand,
} from "@aws-sdk/client-eventbridge";
import {
  CreateRoleCommand,
  IAMClient,
  PutRolePolicyCommand,
  UpdateAssumeRolePolicyCommand,
} from "@aws-sdk/client-iam";
import { LambdaClient } from "@aws-sdk/client-lambda";
import {
  CreateStateMachineCommand,
  SFNClient,
  StartSyncExecutionCommand,
  UpdateStateMachineCommand,
} from "@aws-sdk/client-sfn";
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestCloud, type TestCloud } from "../src/testing.ts";
import { createFunction, invoke } from "./lambda-fixtures.ts";

const NOBODY = "nobody.amazonaws.com";
const LAMBDA = "lambda.amazonaws.com";
const STATES = "states.amazonaws.com";
const ANSWER = "export const handler = async () => 1;";

let cloud: TestCloud;
let iam: IAMClient;

beforeAll(async () => {
  cloud = await startTestCloud({ keep: true, enforcePermissions: true });
  iam = cloud.client(IAMClient);
});
afterAll(() => cloud?.stop());

function trustIn(service: string): string {
  const trust = { Effect: "Allow", Principal: { Service: service }, Action: "sts:AssumeRole" };
  return JSON.stringify({ Version: "2012-10-17", Statement: [trust] });
}

/** Makes a role that one service may take on, to do anything; resolves with its ARN. */
async function aRole(RoleName: string, service: string): Promise<string> {
  const AssumeRolePolicyDocument = trustIn(service);
  const { Role } = await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument }));
  const Statement = [{ Effect: "Allow", Action: "*", Resource: "*" }];
  const PolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement });
  await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: "p", PolicyDocument }));
  return Role?.Arn ?? "";
}

async function distrust(RoleName: string): Promise<void> {
  const PolicyDocument = trustIn(NOBODY);
  await iam.send(new UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument }));
}

describe("Lambda", () => {
  test("takes no role for a function that does not trust it, or does not exist", async () => {
    const lambda = cloud.client(LambdaClient);
    const refusal = {
      name: "InvalidParameterValueException",
      message: "The role defined for the function cannot be assumed by Lambda.",
    };
    const Role = await aRole("of-nobody", NOBODY);
    await expect(createFunction(lambda, ANSWER, { Role })).rejects.toMatchObject(refusal);
    const missing = { Role: `${Role}-2` };
    await expect(createFunction(lambda, ANSWER, missing)).rejects.toMatchObject(refusal);
  });

  test("runs no function whose role does not trust it any more", async () => {
    const lambda = cloud.client(LambdaClient);
    const Role = await aRole("of-function", LAMBDA);
    const name = await createFunction(lambda, ANSWER, { Role, FunctionName: "trusted" });
    expect((await invoke(lambda, name)).result).toBe(1);
    await distrust("of-function");
    await expect(invoke(lambda, name)).rejects.toMatchObject({
      name: "AccessDeniedException",
      message: "The role defined for the function cannot be assumed by Lambda.",
      $metadata: { httpStatusCode: 403 },
    });
  });
});

describe("Step Functions", () => {
  const Wanted = {
    Type: "Task",
    Resource: "arn:aws:states:::aws-sdk:sqs:listQueues",
    Parameters: {},
    End: true,
  };
  const definition = JSON.stringify({ StartAt: "Wanted", States: { Wanted } });
  const refusal = {
    name: "AccessDeniedException",
    message: expect.stringContaining("is authorized to assume the provided role") as string,
  };

  test.each([STATES, "states.eu-west-1.amazonaws.com"])(
    "takes a role that trusts %s, and no other",
    async (service) => {
      const states = cloud.client(SFNClient);
      const name = service.replaceAll(".", "-");
      const roleArn = await aRole(`of-${name}`, service);
      const { stateMachineArn } = await states.send(
        new CreateStateMachineCommand({ name, definition, roleArn, type: "EXPRESS" }),
      );
      const start = new StartSyncExecutionCommand({ stateMachineArn });
      expect(await states.send(start)).toMatchObject({ status: "SUCCEEDED" });

      const other = await aRole(`not-of-${name}`, LAMBDA);
      const create = { name: `${name}-2`, definition, roleArn: other };
      await expect(states.send(new CreateStateMachineCommand(create))).rejects.toMatchObject(
        refusal,
      );
      const update = new UpdateStateMachineCommand({ stateMachineArn, roleArn: other });
      await expect(states.send(update)).rejects.toMatchObject(refusal);
    },
  );

  test("fails a task whose role does not trust it any more", async () => {
    const states = cloud.client(SFNClient);
    const roleArn = await aRole("of-machine", STATES);
    const { stateMachineArn } = await states.send(
      new CreateStateMachineCommand({ name: "trusted", definition, roleArn, type: "EXPRESS" }),
    );
    await distrust("of-machine");
    expect(await states.send(new StartSyncExecutionCommand({ stateMachineArn }))).toMatchObject({
      status: "FAILED",
      error: "States.Permissions",
    });
  });
});

describe("EventBridge", () => {
  test("sends what its target's role does not trust it with to the dead letters", async () => {
    const states = cloud.client(SFNClient);
    const events = cloud.client(EventBridgeClient);
    const sqs = cloud.client(SQSClient);
    const Pass = { Type: "Pass", End: true };
    const { stateMachineArn } = await states.send(
      new CreateStateMachineCommand({
        name: "target",
        definition: JSON.stringify({ StartAt: "Pass", States: { Pass } }),
        roleArn: await aRole("of-target", STATES),
      }),
    );
    const { QueueUrl } = await sqs.send(
      new CreateQueueCommand({
        QueueName: "dead",
        Attributes: {
          Policy: JSON.stringify({
            Statement: [
              { Effect: "Allow", Principal: "*", Action: "sqs:SendMessage", Resource: "*" },
            ],
          }),
        },
      }),
    );
    const EventPattern = JSON.stringify({ source: ["test"] });
    await events.send(new PutRuleCommand({ Name: "r", EventPattern }));
    const target = {
      Id: "t",
      Arn: stateMachineArn,
      RoleArn: await aRole("of-rule", NOBODY),
      DeadLetterConfig: { Arn: "arn:aws:sqs:eu-west-1:000000000000:dead" },
    };
    await events.send(new PutTargetsCommand({ Rule: "r", Targets: [target] }));
    const Entries = [{ Source: "test", DetailType: "t", Detail: "{}" }];
    await events.send(new PutEventsCommand({ Entries }));

    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({
        QueueUrl,
        WaitTimeSeconds: 20,
        MessageAttributeNames: ["All"],
      }),
    );
    expect(Messages[0]?.MessageAttributes).toMatchObject({
      ERROR_CODE: { StringValue: "NO_PERMISSIONS" },
      ERROR_MESSAGE: {
        StringValue: expect.stringMatching(
          /^User: events\.amazonaws\.com is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::000000000000:role\/of-rule/,
        ) as string,
      },
    });
  });
});
