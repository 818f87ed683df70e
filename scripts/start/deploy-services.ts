import { CloudFormationClient, DescribeStacksCommand } from "@aws-sdk/client-cloudformation";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";
import { serviceFingerprint } from "../serverless/fingerprint.ts";
import { composedServices, runCompose, type ComposedService } from "./compose.ts";

/** By service, the fingerprint of what was deployed last. */
const Deployed = z.record(z.string(), z.string());
type Deployed = z.infer<typeof Deployed>;

/** Where and to which stage; `dataDir` keeps the record of what is deployed there. */
interface DeployTarget {
  readonly stage: string;
  readonly dataDir: string;
  /** Stacks have it in their outputs and environments: on another port they are deployed again. */
  readonly endpoint: string;
}

/**
 * Deploys, with serverless-compose, the services that have changed since they were deployed to this
 * data folder. One that has not, and whose stack stands, is left as it is: packaging it again would
 * take seconds to find out the same.
 *
 * @returns The names of the services deployed and of those left.
 * @throws Error with what serverless-compose printed, when a deployment fails.
 */
export async function deployServices({ stage, dataDir, endpoint }: DeployTarget): Promise<{
  deployed: readonly string[];
  left: readonly string[];
}> {
  const record = join(dataDir, "deployed-services.json");
  const before = readRecord(record);
  const now = fingerprints(endpoint);
  const changed: string[] = [];
  const left: string[] = [];
  for (const service of Object.keys(now)) {
    const isSame = now[service] === before[service] && (await stands(`${service}-${stage}`));
    (isSame ? left : changed).push(service);
  }
  await deploy(changed, { stage, all: left.length === 0 });
  if (changed.length > 0) writeFileSync(record, JSON.stringify(now));
  return { deployed: changed, left };
}

function fingerprints(endpoint: string): Deployed {
  const ofService = ({ name, path }: ComposedService): [string, string] => [
    name,
    `${endpoint} ${serviceFingerprint(path)}`,
  ];
  return Object.fromEntries(composedServices().map(ofService));
}

/** A record that cannot be read is as good as none: everything is deployed again. */
function readRecord(path: string): Deployed {
  if (!existsSync(path)) return {};
  try {
    return Deployed.parse(JSON.parse(readFileSync(path, "utf8")));
  } catch {
    return {};
  }
}

async function deploy(
  services: readonly string[],
  { stage, all }: { stage: string; all: boolean },
): Promise<void> {
  if (all) {
    await runCompose(["deploy", "--stage", stage, "--verbose"]);
    return;
  }
  for (const service of services) {
    await runCompose([`${service}:deploy`, "--stage", stage, "--verbose"]);
  }
}

/** True when the stack is there and its last change went through. */
async function stands(stackName: string): Promise<boolean> {
  const client = new CloudFormationClient();
  try {
    const { Stacks = [] } = await client.send(new DescribeStacksCommand({ StackName: stackName }));
    return ["CREATE_COMPLETE", "UPDATE_COMPLETE"].includes(Stacks[0]?.StackStatus ?? "");
  } catch (error) {
    if (error instanceof Error && error.message.includes("does not exist")) return false;
    throw error;
  } finally {
    client.destroy();
  }
}
