import { CloudFormationClient, DescribeStacksCommand } from "@aws-sdk/client-cloudformation";
import { startTestCloud, type TestCloud } from "@blueprints/local-cloud/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { copyService, type ServiceCopy } from "../../../scripts/serverless/packaging.ts";
import { clientSettings } from "../../../scripts/soak/deploy.ts";

const DEADLINE_MS = 120_000;
const FUNCTION = ["--function", "scatter"];

let cloud: TestCloud;
let service: ServiceCopy;

beforeAll(async () => {
  cloud = await startTestCloud({ keep: true, enforcePermissions: true });
  service = await copyService("address-validator");
  await run("deploy");
});

afterAll(async () => {
  await service?.remove();
  await cloud?.stop();
});

async function run(...args: string[]): Promise<string> {
  const result = await service.sls([...args, "--stage", "cli"], DEADLINE_MS, {
    AWS_ENDPOINT_URL: cloud.endpoint,
    AWS_ACCESS_KEY_ID: "test",
    AWS_SECRET_ACCESS_KEY: "test",
    AWS_REGION: "eu-west-1",
    SLS_AWS_MONITORING_FREQUENCY: "100",
  });
  if (result.exitCode !== 0) throw new Error(`sls ${args.join(" ")} failed:\n${result.output}`);
  return result.output;
}

test("a second deployment finds nothing to do", async () => {
  expect(await run("deploy")).toContain("No changes to deploy");
});

test("info names the stack and its functions", async () => {
  const text = await run("info");
  expect(text).toContain("stack: address-validator-cli");
  expect(text).toContain("process: address-validator-cli-process");
});

test("invoke shows the function's answer, and logs show its lines", async () => {
  const data = JSON.stringify({ Records: [{ messageId: "m-1", body: "no JSON" }] });
  expect(await run("invoke", ...FUNCTION, "--data", data)).toContain('"itemIdentifier": "m-1"');
  expect(await run("logs", ...FUNCTION)).toContain("NotAMessage");
});

test("remove deletes the stack", async () => {
  await run("remove");
  const client = new CloudFormationClient(clientSettings(cloud.endpoint));
  const describe = new DescribeStacksCommand({ StackName: "address-validator-cli" });
  await expect(client.send(describe)).rejects.toThrow("does not exist");
});
