import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  DescribeLogGroupsCommand,
  FilterLogEventsCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import { expect, test } from "vitest";
import type { Principal } from "../src/access/principal.ts";
import { createLogShipper } from "../src/runtime/log-shipper.ts";
import { startTestCloud } from "../src/testing.ts";

const accountId = "000000000000";
const SERVICE: Principal = { kind: "service", accountId, service: "delivery.logs.amazonaws.com" };
const ROOT: Principal = { kind: "root", accountId };

test("a function's lines make their log group", async () => {
  const cloud = await startTestCloud();
  const shipper = createLogShipper(cloud.cloud);
  shipper.open({ group: "/made", name: "s", as: ROOT })("hello");
  await shipper.close();
  const logs = cloud.client(CloudWatchLogsClient);
  const { events } = await logs.send(new FilterLogEventsCommand({ logGroupName: "/made" }));
  expect(events?.map(({ message }) => message)).toEqual(["hello"]);
});

test("a service's lines bring no deleted log group back", async () => {
  const cloud = await startTestCloud();
  const shipper = createLogShipper(cloud.cloud);
  shipper.open({ group: "/gone", name: "s", as: SERVICE })("late");
  await shipper.close();
  const { logGroups } = await cloud
    .client(CloudWatchLogsClient)
    .send(new DescribeLogGroupsCommand({}));
  expect(logGroups).toEqual([]);
});

test("a service's lines arrive in a group that is there", async () => {
  const cloud = await startTestCloud();
  const logs = cloud.client(CloudWatchLogsClient);
  await logs.send(new CreateLogGroupCommand({ logGroupName: "/there" }));
  const shipper = createLogShipper(cloud.cloud);
  shipper.open({ group: "/there", name: "s", as: SERVICE })("line");
  await shipper.close();
  const { events } = await logs.send(new FilterLogEventsCommand({ logGroupName: "/there" }));
  expect(events?.map(({ message }) => message)).toEqual(["line"]);
});
