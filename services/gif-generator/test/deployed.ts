import { CloudFormationClient, DescribeStacksCommand } from "@aws-sdk/client-cloudformation";
import { setTimeout as sleep } from "node:timers/promises";
import * as z from "zod";
import { copyService, type ServiceCopy } from "../../../scripts/serverless/packaging.ts";

const Outputs = z.object({
  SourceBucket: z.string(),
  OutputsBucket: z.string(),
  VideosTable: z.string(),
  PlayerLinksTable: z.string(),
  ApiUrl: z.string(),
  FailedRuns: z.string(),
  DeadLetters: z.string(),
  StreamDeadLetters: z.string(),
});

/** What the stack promises to callers. */
export type Outputs = z.infer<typeof Outputs>;

/** Settings for clients of the cloud at `endpoint`. */
export function clientSettings(endpoint: string) {
  const credentials = { accessKeyId: "test", secretAccessKey: "test" };
  return { endpoint, region: "eu-west-1", credentials };
}

const CLI_DEADLINE_MS = 120_000;

/** Runs the real CLI on a copy of the service against `endpoint`; resolves with what it prints. */
async function sls(service: ServiceCopy, endpoint: string, ...args: string[]) {
  const result = await service.sls(args, CLI_DEADLINE_MS, {
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: "test",
    AWS_SECRET_ACCESS_KEY: "test",
    AWS_REGION: "eu-west-1",
    SLS_AWS_MONITORING_FREQUENCY: "100",
  });
  if (result.exitCode !== 0) throw new Error(`sls ${args.join(" ")} failed:\n${result.output}`);
  return result.output;
}

/** Deploys the service with the real CLI, with ffmpeg of this machine; resolves with the outputs of its stack. */
export async function deploy(endpoint: string, ...params: string[]): Promise<Outputs> {
  // A copy: packaging one folder in two processes at once would mix up their bundles.
  const service = await copyService("gif-generator");
  try {
    const given = params.flatMap((param) => ["--param", param]);
    await sls(service, endpoint, "deploy", "--stage", "local", ...given);
  } finally {
    await service.remove();
  }
  const client = new CloudFormationClient(clientSettings(endpoint));
  const { Stacks = [] } = await client.send(
    new DescribeStacksCommand({ StackName: "gif-generator-local" }),
  );
  const outputs = (Stacks[0]?.Outputs ?? []).map(({ OutputKey, OutputValue }) => [
    OutputKey,
    OutputValue,
  ]);
  return Outputs.parse(Object.fromEntries(outputs));
}

/** Asks until `ask` has an answer; the pipeline runs in the machine's time. */
export async function eventually<T>(
  what: string,
  ask: () => Promise<T | undefined>,
  limitMs = 60_000,
): Promise<T> {
  const deadline = performance.now() + limitMs;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (performance.now() > deadline) throw new Error(`${what}: not within ${limitMs} ms`);
    await sleep(50);
  }
}
