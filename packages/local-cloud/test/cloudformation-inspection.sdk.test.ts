import {
  CloudFormationClient,
  ContinueUpdateRollbackCommand,
  CreateChangeSetCommand,
  CreateStackCommand,
  DeleteStackCommand,
  DescribeStackResourcesCommand,
  GetStackPolicyCommand,
  GetTemplateSummaryCommand,
  ListChangeSetsCommand,
  ListStacksCommand,
  SetStackPolicyCommand,
  UpdateStackCommand,
} from "@aws-sdk/client-cloudformation";
import { GetQueueAttributesCommand, SQSClient } from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createChaos, type ChaosRule } from "../src/chaos.ts";
import { cloudformation } from "../src/services/cloudformation/index.ts";
import { iam } from "../src/services/iam/index.ts";
import { sqs } from "../src/services/sqs/index.ts";
import { startTestCloud, type TestCloud } from "../src/testing.ts";
import { settledStack } from "./stack-status.ts";

let local: TestCloud;
let client: CloudFormationClient;
let count = 0;
let StackName = "";

beforeAll(async () => {
  local = await startTestCloud({ keep: true, plugins: [cloudformation, iam, sqs] });
  client = local.client(CloudFormationClient);
});
beforeEach(() => {
  count += 1;
  StackName = `stack-${count}`;
});
afterAll(async () => local.stop());

const INVALID = { name: "ValidationError", $metadata: { httpStatusCode: 400 } };

function withQueue(Properties: object = {}, more: object = {}): string {
  const Jobs = { Type: "AWS::SQS::Queue", Properties };
  return JSON.stringify({ Description: "queues", Resources: { Jobs, ...more } });
}

async function deploy(TemplateBody = withQueue()) {
  const Capabilities = ["CAPABILITY_NAMED_IAM" as const];
  await client.send(new CreateStackCommand({ StackName, TemplateBody, Capabilities }));
  return settledStack(client, StackName);
}

async function remove(): Promise<void> {
  await client.send(new DeleteStackCommand({ StackName }));
  await expect
    .poll(async () => {
      const { StackSummaries = [] } = await client.send(new ListStacksCommand({}));
      return StackSummaries.filter((one) => one.StackName === StackName).map(
        ({ StackStatus }) => StackStatus,
      );
    })
    .not.toContain("DELETE_IN_PROGRESS");
}

async function delayOf(): Promise<string | undefined> {
  const QueueUrl = `${local.endpoint}/000000000000/${StackName}`;
  const { Attributes } = await local
    .client(SQSClient)
    .send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["DelaySeconds"] }));
  return Attributes?.["DelaySeconds"];
}

describe("the resources of a stack", () => {
  test("are described by stack, by logical id and by physical id", async () => {
    await deploy(withQueue({}, { More: { Type: "AWS::SQS::Queue" } }));
    const all = await client.send(new DescribeStackResourcesCommand({ StackName }));
    expect(all.StackResources).toMatchObject([
      { LogicalResourceId: "Jobs", ResourceType: "AWS::SQS::Queue", StackName },
      { LogicalResourceId: "More", ResourceStatus: "CREATE_COMPLETE" },
    ]);
    const LogicalResourceId = "More";
    const one = await client.send(
      new DescribeStackResourcesCommand({ StackName, LogicalResourceId }),
    );
    expect(one.StackResources?.length).toBe(1);
    const PhysicalResourceId = one.StackResources?.[0]?.PhysicalResourceId;
    const owner = await client.send(new DescribeStackResourcesCommand({ PhysicalResourceId }));
    expect(owner.StackResources).toEqual(all.StackResources);
  });

  test("belong to the newest stack that has them", async () => {
    const Role = {
      Type: "AWS::IAM::Role",
      Properties: {
        RoleName: "again",
        AssumeRolePolicyDocument: {
          Version: "2012-10-17",
          Statement: { Effect: "Allow", Principal: { AWS: "*" }, Action: "sts:AssumeRole" },
        },
      },
    };
    const template = withQueue({}, { Role });
    const first = await deploy(template);
    expect(first.StackStatus).toBe("CREATE_COMPLETE");
    await remove();
    const second = await deploy(template);
    expect(second.StackId).not.toBe(first.StackId);
    const owner = await client.send(
      new DescribeStackResourcesCommand({ PhysicalResourceId: "again" }),
    );
    expect(owner.StackResources?.[0]?.StackId).toBe(second.StackId);
  });

  test("are not found without their stack", async () => {
    for (const input of [{ StackName }, { PhysicalResourceId: "nowhere" }, {}]) {
      await expect(client.send(new DescribeStackResourcesCommand(input))).rejects.toMatchObject(
        INVALID,
      );
    }
  });
});

describe("stacks", () => {
  test("are listed by status, the deleted ones too", async () => {
    await deploy();
    const names = async (StackStatusFilter: ("CREATE_COMPLETE" | "DELETE_COMPLETE")[]) => {
      const { StackSummaries } = await client.send(new ListStacksCommand({ StackStatusFilter }));
      return StackSummaries?.map((stack) => stack.StackName);
    };
    expect(await names(["CREATE_COMPLETE"])).toContain(StackName);
    expect(await names(["DELETE_COMPLETE"])).not.toContain(StackName);
    await remove();
    expect(await names(["DELETE_COMPLETE"])).toContain(StackName);
    await expect(client.send(new ListStacksCommand({ NextToken: "x" }))).rejects.toMatchObject(
      INVALID,
    );
  });

  test("are listed newest first", async () => {
    await deploy();
    const before = StackName;
    StackName = `a-${StackName}`;
    await deploy();
    const { StackSummaries = [] } = await client.send(new ListStacksCommand({}));
    const order = StackSummaries.map((stack) => stack.StackName);
    expect(order.indexOf(StackName)).toBeLessThan(order.indexOf(before));
  });

  test("list their change sets", async () => {
    await deploy();
    const TemplateBody = withQueue({ DelaySeconds: 1 });
    const ChangeSetName = "slower";
    await client.send(new CreateChangeSetCommand({ StackName, ChangeSetName, TemplateBody }));
    const { Summaries } = await client.send(new ListChangeSetsCommand({ StackName }));
    expect(Summaries).toMatchObject([{ ChangeSetName, StackName }]);
    await expect(
      client.send(new ListChangeSetsCommand({ StackName: "none" })),
    ).rejects.toMatchObject(INVALID);
  });

  test("keep the policy that they were given", async () => {
    await deploy();
    const read = async () =>
      (await client.send(new GetStackPolicyCommand({ StackName }))).StackPolicyBody;
    expect(await read()).toBeUndefined();
    const StackPolicyBody = JSON.stringify({
      Statement: [{ Effect: "Allow", Action: "Update:*", Principal: "*", Resource: "*" }],
    });
    await client.send(new SetStackPolicyCommand({ StackName, StackPolicyBody }));
    expect(await read()).toBe(StackPolicyBody);
    for (const input of [
      { StackName, StackPolicyBody: "{" },
      { StackName, StackPolicyBody: "null" },
      { StackName: "none", StackPolicyBody },
    ]) {
      await expect(client.send(new SetStackPolicyCommand(input))).rejects.toMatchObject(INVALID);
    }
    await expect(
      client.send(new GetStackPolicyCommand({ StackName: "none" })),
    ).rejects.toMatchObject(INVALID);
  });
});

describe("the summary of a template", () => {
  test("says what it needs and makes", async () => {
    const TemplateBody = JSON.stringify({
      Description: "a role",
      Parameters: { Stage: { Type: "String", Default: "dev", AllowedValues: ["dev", "live"] } },
      Resources: {
        Role: {
          Type: "AWS::IAM::Role",
          Properties: { AssumeRolePolicyDocument: { Version: "2012-10-17", Statement: [] } },
        },
      },
    });
    const summary = await client.send(new GetTemplateSummaryCommand({ TemplateBody }));
    expect(summary).toMatchObject({
      Description: "a role",
      Capabilities: ["CAPABILITY_IAM"],
      ResourceTypes: ["AWS::IAM::Role"],
      Parameters: [
        {
          ParameterKey: "Stage",
          ParameterType: "String",
          DefaultValue: "dev",
          ParameterConstraints: { AllowedValues: ["dev", "live"] },
        },
      ],
    });
  });

  test("is read from a stack as well", async () => {
    await deploy();
    const summary = await client.send(new GetTemplateSummaryCommand({ StackName }));
    expect(summary).toMatchObject({ Description: "queues", ResourceTypes: ["AWS::SQS::Queue"] });
  });

  test.each([[{ TemplateBody: "{" }], [{ TemplateBody: "{}" }], [{ StackName: "none" }], [{}]])(
    "is refused for %j",
    async (input) => {
      await expect(client.send(new GetTemplateSummaryCommand(input))).rejects.toMatchObject(
        INVALID,
      );
    },
  );
});

describe("a rollback that failed", () => {
  // The update changes the queue, then fails; taking the change back is the second call.
  const RULE = {
    service: "sqs",
    operation: "SetQueueAttributes",
    fault: "error",
    probability: 0.5,
  } satisfies ChaosRule;

  /** A seed that lets the first call through and strikes the second. */
  function seedForTheSecond(): number {
    for (let seed = 1; ; seed += 1) {
      const chaos = createChaos();
      chaos.set([RULE], seed);
      const strikes = [1, 2].map(() => chaos.strike(RULE.service, RULE.operation).length);
      if (strikes.join(" ") === "0 1") return seed;
    }
  }

  async function failToRollBack(): Promise<string | undefined> {
    await deploy(withQueue({ QueueName: StackName, DelaySeconds: 5 }));
    const { chaos } = local.cloud;
    chaos.set([RULE], seedForTheSecond());
    const Broken = {
      Type: "AWS::SQS::Queue",
      DependsOn: "Jobs",
      Properties: { DelaySeconds: 9999 },
    };
    const TemplateBody = withQueue({ QueueName: StackName, DelaySeconds: 6 }, { Broken });
    await client.send(new UpdateStackCommand({ StackName, TemplateBody }));
    const { StackStatus } = await settledStack(client, StackName);
    chaos.set([]);
    return StackStatus;
  }

  test("is continued to what the stack was before", async () => {
    expect(await failToRollBack()).toBe("UPDATE_ROLLBACK_FAILED");
    await client.send(new ContinueUpdateRollbackCommand({ StackName }));
    const { StackStatus } = await settledStack(client, StackName);
    expect(StackStatus).toBe("UPDATE_ROLLBACK_COMPLETE");
    expect(await delayOf()).toBe("5");
  });

  test("is continued without the resources that are skipped", async () => {
    expect(await failToRollBack()).toBe("UPDATE_ROLLBACK_FAILED");
    const ResourcesToSkip = ["Jobs"];
    await client.send(new ContinueUpdateRollbackCommand({ StackName, ResourcesToSkip }));
    const { StackStatus } = await settledStack(client, StackName);
    expect(StackStatus).toBe("UPDATE_ROLLBACK_COMPLETE");
    expect(await delayOf()).toBe("6");
  });

  test("is the only thing that can be continued", async () => {
    await deploy();
    for (const name of [StackName, "none"]) {
      await expect(
        client.send(new ContinueUpdateRollbackCommand({ StackName: name })),
      ).rejects.toMatchObject(INVALID);
    }
  });
});
