import { CloudFormationClient, DescribeStacksCommand } from "@aws-sdk/client-cloudformation";
import { copyService } from "../serverless/packaging.ts";

const DEADLINE_MS = 180_000;
const REGION = "eu-west-1";
const CREDENTIALS = { accessKeyId: "soak", secretAccessKey: "soak" };

/** What any client of the SDK takes. */
export interface ClientSettings {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/** Settings for clients of the cloud at `endpoint`. */
export function clientSettings(endpoint: string): ClientSettings {
  return { endpoint, region: REGION, credentials: CREDENTIALS };
}

/**
 * Deploys a service with the real CLI, from a copy of its folder; resolves with its stack's outputs.
 *
 * @throws {Error} The deployment failed: with what the CLI printed.
 */
export async function deploy(
  endpoint: string,
  service: string,
  stage: string,
): Promise<Readonly<Record<string, string>>> {
  const copy = await copyService(service);
  try {
    const { exitCode, output } = await copy.sls(["deploy", "--stage", stage], DEADLINE_MS, {
      AWS_ENDPOINT_URL: endpoint,
      AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
      AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
      AWS_REGION: REGION,
      SLS_AWS_MONITORING_FREQUENCY: "100", // milliseconds
    });
    if (exitCode !== 0) throw new Error(`the deployment failed:\n${output}`);
  } finally {
    await copy.remove();
  }
  const client = new CloudFormationClient(clientSettings(endpoint));
  const StackName = `${service}-${stage}`;
  const { Stacks = [] } = await client.send(new DescribeStacksCommand({ StackName }));
  const outputs = Stacks[0]?.Outputs ?? [];
  return Object.fromEntries(
    outputs.map(({ OutputKey = "", OutputValue = "" }) => [OutputKey, OutputValue]),
  );
}
