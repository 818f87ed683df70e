import { CloudFormationClient, DescribeStacksCommand } from "@aws-sdk/client-cloudformation";
import { startTestCloud, type TestCloud } from "@blueprints/local-cloud/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { copyService, type ServiceCopy } from "../../../scripts/serverless/packaging.ts";
import { clientSettings, sls } from "./deployed.ts";

const FUNCTION = ["--function", "moderateImage"];
const STAGE = ["--stage", "cli"];

let cloud: TestCloud;
let service: ServiceCopy;

beforeAll(async () => {
  cloud = await startTestCloud({ keep: true, enforcePermissions: true });
  service = await copyService("image-catalog");
  await run("deploy");
});

afterAll(async () => {
  await service?.remove();
  await cloud?.stop();
});

function run(...args: string[]): Promise<string> {
  return sls(service, cloud.endpoint, ...args, ...STAGE);
}

test("a second deployment finds nothing to do", async () => {
  expect(await run("deploy")).toContain("No changes to deploy");
});

test("info names the stack, its functions and routes", async () => {
  const text = await run("info");
  expect(text).toContain("stack: image-catalog-cli");
  expect(text).toContain("moderateImage: image-catalog-cli-moderateImage");
  expect(text).toContain("/moderation");
});

test("invoke shows the function's answer, and logs show its lines", async () => {
  const answer = await run("invoke", ...FUNCTION, "--path", "test/fixtures/moderate-nothing.json");
  expect(answer).toContain("InvalidRequest");
  const lines = await run("logs", ...FUNCTION);
  expect(lines).toContain("request refused");
});

test("remove deletes the stack, and the same stage can be deployed again", async () => {
  await run("remove");
  const client = new CloudFormationClient(clientSettings(cloud.endpoint));
  const describe = new DescribeStacksCommand({ StackName: "image-catalog-cli" });
  await expect(client.send(describe)).rejects.toThrow("does not exist");

  await run("deploy");
  expect((await client.send(describe)).Stacks?.[0]?.StackStatus).toMatch(/_COMPLETE$/);
});
