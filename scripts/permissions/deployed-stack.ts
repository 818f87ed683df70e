import {
  CloudFormationClient,
  DescribeStackEventsCommand,
  DescribeStackResourcesCommand,
  DescribeStacksCommand,
  UpdateStackCommand,
  type Stack,
} from "@aws-sdk/client-cloudformation";
import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { copyService } from "../serverless/packaging.ts";
import { clientSettings } from "../soak/deploy.ts";
import { readCompiled, type CompiledTemplate } from "./compiled-template.ts";

const DEPLOY_LIMIT_MS = 180_000;
const UPDATE_LIMIT_MS = 60_000;
const POLL_MS = 20;
const TEMPLATE = ".serverless/cloudformation-template-update-stack.json";

/** A stack whose template can be exchanged while it runs. */
export interface DeployedStack {
  /** What the CLI compiled and deployed. */
  readonly compiled: CompiledTemplate;
  /**
   * Updates the stack to another template of the same service.
   *
   * @throws {Error} CloudFormation refuses it, or rolls it back: with the reasons.
   */
  put(template: CompiledTemplate): Promise<void>;
  outputs(): Promise<Readonly<Record<string, string>>>;
  /** Physical ids by logical ids. */
  physicalIds(): Promise<Readonly<Record<string, string>>>;
}

/**
 * Deploys a service with the real CLI from a copy of its folder.
 *
 * @throws {Error} The deployment failed: with what the CLI printed.
 */
export async function deployStack(
  endpoint: string,
  service: string,
  stage: string,
): Promise<DeployedStack> {
  const settings = clientSettings(endpoint);
  const compiled = await deployCopy(endpoint, service, stage);
  const client = new CloudFormationClient(settings);
  const s3 = new S3Client(settings);
  const StackName = `${service}-${stage}`;
  const describe = async (): Promise<Stack> => {
    const { Stacks: [stack] = [] } = await client.send(new DescribeStacksCommand({ StackName }));
    if (stack === undefined) throw new Error(`there is no stack ${StackName}`);
    return stack;
  };
  const bucket = outputsOf(await describe())["ServerlessDeploymentBucketName"] ?? "";

  return {
    compiled,
    async put(template) {
      const Key = "permissions/template.json";
      await s3.send(new PutObjectCommand({ Bucket: bucket, Key, Body: JSON.stringify(template) }));
      const isChanged = await update(client, {
        StackName,
        TemplateURL: `https://s3.amazonaws.com/${bucket}/${Key}`,
      });
      const stack = isChanged ? await settled(describe) : await describe();
      if (stack.StackStatus !== "UPDATE_COMPLETE") {
        throw new Error(`${stack.StackStatus}: ${await reasons(client, StackName)}`);
      }
    },
    outputs: async () => outputsOf(await describe()),
    async physicalIds() {
      const answer = await client.send(new DescribeStackResourcesCommand({ StackName }));
      const ids = (answer.StackResources ?? []).map(
        ({ LogicalResourceId = "", PhysicalResourceId = "" }) =>
          [LogicalResourceId, PhysicalResourceId] as const,
      );
      return Object.fromEntries(ids);
    },
  };
}

async function deployCopy(
  endpoint: string,
  service: string,
  stage: string,
): Promise<CompiledTemplate> {
  const { region, credentials } = clientSettings(endpoint);
  const copy = await copyService(service);
  try {
    const { exitCode, output } = await copy.sls(["deploy", "--stage", stage], DEPLOY_LIMIT_MS, {
      AWS_ENDPOINT_URL: endpoint,
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
      AWS_REGION: region,
      SLS_AWS_MONITORING_FREQUENCY: "100", // milliseconds
    });
    if (exitCode !== 0) throw new Error(`the deployment failed:\n${output}`);
    return readCompiled(await readFile(join(copy.folder, TEMPLATE), "utf8"));
  } finally {
    await copy.remove();
  }
}

/** Whether there was anything to update. */
async function update(
  client: CloudFormationClient,
  target: { readonly StackName: string; readonly TemplateURL: string },
): Promise<boolean> {
  const Capabilities = ["CAPABILITY_NAMED_IAM" as const];
  try {
    await client.send(new UpdateStackCommand({ ...target, Capabilities }));
    return true;
  } catch (error) {
    if (error instanceof Error && error.message.includes("No updates")) return false;
    throw error;
  }
}

async function settled(describe: () => Promise<Stack>): Promise<Stack> {
  const deadline = performance.now() + UPDATE_LIMIT_MS;
  for (;;) {
    const stack = await describe();
    if (stack.StackStatus?.endsWith("IN_PROGRESS") !== true) return stack;
    if (performance.now() > deadline) throw new Error("the update of the stack does not end");
    await sleep(POLL_MS);
  }
}

async function reasons(client: CloudFormationClient, StackName: string): Promise<string> {
  const { StackEvents = [] } = await client.send(new DescribeStackEventsCommand({ StackName }));
  const failed = StackEvents.filter(({ ResourceStatus }) => ResourceStatus?.endsWith("_FAILED"));
  return failed
    .slice(0, 3)
    .map(
      ({ LogicalResourceId, ResourceStatusReason }) =>
        `${LogicalResourceId} ${ResourceStatusReason}`,
    )
    .join("; ");
}

function outputsOf({ Outputs = [] }: Stack): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Outputs.map(({ OutputKey = "", OutputValue = "" }) => [OutputKey, OutputValue]),
  );
}
