import { CloudFormationClient, DescribeStacksCommand } from "@aws-sdk/client-cloudformation";
import { startTestCloud, type TestCloud } from "@blueprints/local-cloud/testing";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { copyService, type ServiceCopy } from "../../../scripts/serverless/packaging.ts";
import { pushSamples } from "../samples/push.ts";
import { clientSettings, sls } from "./deployed.ts";

const STAGE = ["--stage", "cli"];

let cloud: TestCloud;
let service: ServiceCopy;

beforeAll(async () => {
  cloud = await startTestCloud({ keep: true, enforcePermissions: true });
  service = await copyService("booking");
  await run("deploy");
});

afterAll(async () => {
  vi.unstubAllEnvs();
  await service?.remove();
  await cloud?.stop();
});

function run(...args: string[]): Promise<string> {
  return sls(service, cloud.endpoint, ...args, ...STAGE);
}

test("the samples come to what they should, with a customer API of their own", async () => {
  vi.stubEnv("AWS_ENDPOINT_URL", cloud.endpoint);
  vi.stubEnv("AWS_REGION", "eu-west-1");
  vi.stubEnv("AWS_ACCESS_KEY_ID", "test");
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", "test");
  const lines: string[] = [];
  const isWell = await pushSamples({ stage: "cli", print: (line) => lines.push(line) });
  expect(lines.join("\n")).not.toContain("expected");
  expect(isWell).toBe(true);
});

test("logs show what was refused, by its code and not by its body", async () => {
  const lines = await run("logs", "--function", "reserveBooking");
  expect(lines).toContain("CustomerNotFound");
  expect(lines).not.toContain("LH-400");
});

test("info names the stack, its functions and routes", async () => {
  const text = await run("info");
  expect(text).toContain("stack: booking-cli");
  expect(text).toContain("/booking/reserve");
});

test("remove deletes the stack", async () => {
  await run("remove");
  const client = new CloudFormationClient(clientSettings(cloud.endpoint));
  const describe = new DescribeStacksCommand({ StackName: "booking-cli" });
  await expect(client.send(describe)).rejects.toThrow("does not exist");
});
