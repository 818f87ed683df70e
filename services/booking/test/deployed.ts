import { CloudFormationClient, DescribeStacksCommand } from "@aws-sdk/client-cloudformation";
import { setTimeout as sleep } from "node:timers/promises";
import * as z from "zod";
import { copyService, type ServiceCopy } from "../../../scripts/serverless/packaging.ts";

export const Outputs = z.object({
  ApiUrl: z.string(),
  BookingTable: z.string(),
  IdempotencyTable: z.string(),
  EventBusName: z.string(),
  StreamDeadLetters: z.string(),
  Configuration: z.string(),
  CustomerApiSecret: z.string(),
  FlightTable: z.string(),
  PaymentTable: z.string(),
  PaymentConfiguration: z.string(),
  ProcessBookingStateMachine: z.string(),
  BookingDeadLetters: z.string(),
  NotificationTopic: z.string(),
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
export async function sls(service: ServiceCopy, endpoint: string, ...args: string[]) {
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

/** Deploys the service with the real CLI; resolves with the outputs of its stack. */
export async function deploy(
  endpoint: string,
  stage: string,
  params: Readonly<Record<string, string>> = {},
): Promise<Outputs> {
  // A copy: packaging one folder in two processes at once would mix up their bundles.
  const service = await copyService("booking");
  try {
    const given = Object.entries(params).flatMap(([name, value]) => [
      "--param",
      `${name}=${value}`,
    ]);
    await sls(service, endpoint, "deploy", "--stage", stage, ...given);
  } finally {
    await service.remove();
  }
  const client = new CloudFormationClient(clientSettings(endpoint));
  const StackName = `booking-${stage}`;
  const { Stacks = [] } = await client.send(new DescribeStacksCommand({ StackName }));
  const outputs = Stacks[0]?.Outputs ?? [];
  return Outputs.parse(
    Object.fromEntries(outputs.map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue])),
  );
}

/** Asks until `ask` has an answer; functions run in the machine's time. */
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
