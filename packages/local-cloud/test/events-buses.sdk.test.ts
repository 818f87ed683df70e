import {
  CreateEventBusCommand,
  DescribeEventBusCommand,
  EventBridgeClient,
  ListEventBusesCommand,
  ListTagsForResourceCommand,
  PutPermissionCommand,
  PutRuleCommand,
  RemovePermissionCommand,
  TagResourceCommand,
  UntagResourceCommand,
} from "@aws-sdk/client-eventbridge";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { events as plugin } from "../src/services/events/index.ts";
import { startTestCloud, type TestCloud } from "../src/testing.ts";

const NOT_FOUND = { name: "ResourceNotFoundException" };
const INVALID = { name: "ValidationException" };
const OTHER_ACCOUNT = "111111111111";

let local: TestCloud;
let events: EventBridgeClient;

beforeAll(async () => {
  local = await startTestCloud({ keep: true, plugins: [plugin] });
  events = local.client(EventBridgeClient);
});
afterAll(() => local.stop());

async function aBus(Name: string): Promise<string> {
  const { EventBusArn = "" } = await events.send(new CreateEventBusCommand({ Name }));
  return EventBusArn;
}

async function policyOf(Name: string): Promise<unknown> {
  const { Policy } = await events.send(new DescribeEventBusCommand({ Name }));
  return Policy === undefined ? undefined : JSON.parse(Policy);
}

function listBuses(input: object) {
  return events.send(new ListEventBusesCommand(input));
}

describe("the list of buses", () => {
  test("holds the default bus from the start", async () => {
    const { EventBuses } = await listBuses({ NamePrefix: "default" });
    expect(EventBuses).toMatchObject([
      { Name: "default", Arn: "arn:aws:events:eu-west-1:000000000000:event-bus/default" },
    ]);
  });

  test("goes by prefix and page", async () => {
    for (const name of ["listed-1", "listed-2", "listed-3"]) await aBus(name);
    const NamePrefix = "listed-";
    const first = await listBuses({ NamePrefix, Limit: 2 });
    expect(first.EventBuses?.map(({ Name }) => Name)).toEqual(["listed-1", "listed-2"]);
    const rest = await listBuses({ NamePrefix, NextToken: first.NextToken });
    expect(rest.EventBuses?.map(({ Name }) => Name)).toEqual(["listed-3"]);
    expect(rest.NextToken).toBeUndefined();
    for (const bad of [{ Limit: 0 }, { Limit: 101 }, { NextToken: "x" }]) {
      await expect(listBuses(bad)).rejects.toMatchObject(INVALID);
    }
  });
});

describe("the permissions of a bus", () => {
  const permission = { Action: "events:PutEvents", Principal: OTHER_ACCOUNT, StatementId: "one" };

  test("are statements of its policy, replaced by their id and removed one by one", async () => {
    const EventBusName = "open";
    const Resource = await aBus(EventBusName);
    await events.send(new PutPermissionCommand({ EventBusName, ...permission }));
    const everybody = { EventBusName, ...permission, Principal: "*", StatementId: "all" };
    await events.send(new PutPermissionCommand(everybody));
    await events.send(new PutPermissionCommand({ EventBusName, ...permission }));
    const ofAll = { Sid: "all", Effect: "Allow", Principal: "*", Resource };
    const ofOne = { Sid: "one", Principal: { AWS: `arn:aws:iam::${OTHER_ACCOUNT}:root` } };
    expect(await policyOf(EventBusName)).toMatchObject({ Statement: [ofAll, ofOne] });
    await events.send(new RemovePermissionCommand({ EventBusName, StatementId: "all" }));
    expect(await policyOf(EventBusName)).toMatchObject({ Statement: [ofOne] });
    await events.send(new RemovePermissionCommand({ EventBusName, RemoveAllPermissions: true }));
    expect(await policyOf(EventBusName)).toBeUndefined();
  });

  test("may be given as a whole policy", async () => {
    const EventBusName = "whole";
    await aBus(EventBusName);
    const policy = { Version: "2012-10-17", Statement: [{ Sid: "x", Effect: "Allow" }] };
    const Policy = JSON.stringify(policy);
    await events.send(new PutPermissionCommand({ EventBusName, Policy }));
    expect(await policyOf(EventBusName)).toEqual(policy);
    await expect(
      events.send(new PutPermissionCommand({ EventBusName, Policy: "{" })),
    ).rejects.toMatchObject(INVALID);
  });

  test.each([
    ["another action", { Action: "events:PutRule" }],
    ["a principal that is no account", { Principal: "somebody" }],
    ["no principal", { Principal: undefined }],
    ["no id", { StatementId: undefined }],
  ])("refuse %s", async (_kind, over) => {
    await expect(
      events.send(new PutPermissionCommand({ ...permission, ...over })),
    ).rejects.toMatchObject(INVALID);
  });

  test("are of a bus and of a statement that are there", async () => {
    await expect(
      events.send(new PutPermissionCommand({ EventBusName: "none", ...permission })),
    ).rejects.toMatchObject(NOT_FOUND);
    await expect(
      events.send(new RemovePermissionCommand({ StatementId: "none" })),
    ).rejects.toMatchObject(NOT_FOUND);
  });
});

describe("tags", () => {
  test.each([
    ["a bus", () => aBus("tagged")],
    [
      "a rule",
      async () => {
        const rule = { Name: "tagged", EventPattern: '{"source":["a"]}' };
        return (await events.send(new PutRuleCommand(rule))).RuleArn ?? "";
      },
    ],
  ])("of %s come and go", async (_kind, make) => {
    const ResourceARN = await make();
    const Tags = [
      { Key: "team", Value: "a" },
      { Key: "tier", Value: "1" },
    ];
    await events.send(new TagResourceCommand({ ResourceARN, Tags }));
    await events.send(new UntagResourceCommand({ ResourceARN, TagKeys: ["tier"] }));
    const found = await events.send(new ListTagsForResourceCommand({ ResourceARN }));
    expect(found.Tags).toEqual([{ Key: "team", Value: "a" }]);
  });

  test.each([
    "arn:aws:events:eu-west-1:000000000000:event-bus/none",
    "arn:aws:events:eu-west-1:000000000000:rule/none",
    "arn:aws:events:eu-west-1:000000000000:archive/none",
  ])("of %s are not found", async (ResourceARN) => {
    await expect(
      events.send(new ListTagsForResourceCommand({ ResourceARN })),
    ).rejects.toMatchObject(NOT_FOUND);
  });
});
