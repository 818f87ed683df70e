import {
  CloudFormationClient,
  CreateStackCommand,
  DeleteStackCommand,
  UpdateStackCommand,
} from "@aws-sdk/client-cloudformation";
import {
  DescribeArchiveCommand,
  EventBridgeClient,
  ListConnectionsCommand,
  PutEventsCommand,
} from "@aws-sdk/client-eventbridge";
import { expect, test } from "vitest";
import { startTestCloud } from "../src/testing.ts";
import { settledStack } from "./stack-status.ts";

const StackName = "tickets";

const statement = (Action: string, rest: object) => ({ Effect: "Allow", Action, ...rest });
const policy = (...Statement: object[]) => ({ Version: "2012-10-17", Statement });
const arnOf = (id: string) => ({ "Fn::GetAtt": [id, "Arn"] });

/** The role may invoke `allowed`; a rule sends every event of "app" to the destination. */
function aTemplate({ allowed, days }: { allowed: unknown; days: number }): string {
  return JSON.stringify({
    Resources: {
      Bus: { Type: "AWS::Events::EventBus", Properties: { Name: "tickets" } },
      Kept: {
        Type: "AWS::Events::Archive",
        Properties: {
          ArchiveName: "kept",
          SourceArn: arnOf("Bus"),
          RetentionDays: days,
          EventPattern: { source: ["app"] },
        },
      },
      Desk: {
        Type: "AWS::Events::Connection",
        Properties: {
          AuthorizationType: "BASIC",
          AuthParameters: { BasicAuthParameters: { Username: "u", Password: "p" } },
        },
      },
      Tickets: {
        Type: "AWS::Events::ApiDestination",
        Properties: {
          ConnectionArn: arnOf("Desk"),
          HttpMethod: "POST",
          InvocationEndpoint: "https://desk.example.com/tickets",
        },
      },
      Caller: {
        Type: "AWS::IAM::Role",
        Properties: {
          AssumeRolePolicyDocument: policy(
            statement("sts:AssumeRole", { Principal: { Service: "events.amazonaws.com" } }),
          ),
          Policies: [
            {
              PolicyName: "call",
              PolicyDocument: policy(
                statement("events:InvokeApiDestination", { Resource: allowed }),
              ),
            },
          ],
        },
      },
      Rule: {
        Type: "AWS::Events::Rule",
        Properties: {
          EventBusName: { Ref: "Bus" },
          EventPattern: { source: ["app"] },
          Targets: [
            {
              Id: "desk",
              Arn: arnOf("Tickets"),
              RoleArn: arnOf("Caller"),
              RetryPolicy: { MaximumRetryAttempts: 0 },
            },
          ],
        },
      },
    },
    Outputs: {
      Secret: { Value: { "Fn::GetAtt": ["Desk", "SecretArn"] } },
      ForPolicy: { Value: { "Fn::GetAtt": ["Tickets", "ArnForPolicy"] } },
    },
  });
}

test("a stack makes an archive, a connection and a destination that its role may call", async () => {
  const local = await startTestCloud({ enforcePermissions: true });
  const stacks = local.client(CloudFormationClient);
  const events = local.client(EventBridgeClient);
  const Capabilities = ["CAPABILITY_IAM" as const];
  const put = async () => {
    const entry = { Source: "app", DetailType: "d", Detail: "{}", EventBusName: "tickets" };
    await events.send(new PutEventsCommand({ Entries: [entry] }));
    await local.cloud.deliveries.idle();
    return local.cloud.inbox.read("https://desk.example.com/tickets").length;
  };

  const first = aTemplate({ allowed: "arn:aws:events:*:*:api-destination/other/*", days: 3 });
  await stacks.send(new CreateStackCommand({ StackName, TemplateBody: first, Capabilities }));
  const made = await settledStack(stacks, StackName);
  expect(made.StackStatus).toBe("CREATE_COMPLETE");
  const outputs = Object.fromEntries(
    made.Outputs!.map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue]),
  );
  expect(outputs["Secret"]).toContain(":secret:events!connection/");
  expect(outputs["ForPolicy"]).toMatch(/:api-destination\/[\w-]+$/);
  expect(await put()).toBe(0);

  const second = aTemplate({ allowed: { "Fn::GetAtt": ["Tickets", "Arn"] }, days: 5 });
  await stacks.send(new UpdateStackCommand({ StackName, TemplateBody: second, Capabilities }));
  expect((await settledStack(stacks, StackName)).StackStatus).toBe("UPDATE_COMPLETE");
  expect(await put()).toBe(1);
  const archive = await events.send(new DescribeArchiveCommand({ ArchiveName: "kept" }));
  expect(archive).toMatchObject({ RetentionDays: 5, EventCount: 2 });

  await stacks.send(new DeleteStackCommand({ StackName }));
  await expect
    .poll(async () => (await events.send(new ListConnectionsCommand({}))).Connections)
    .toEqual([]);
});
