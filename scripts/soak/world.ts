import { ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { startCloudProcess } from "./cloud-process.ts";
import { clientSettings, deploy, type ClientSettings } from "./deploy.ts";
import { localTools, type FaultRule } from "./local-tools.ts";
import { callsOf, type Tally } from "./tally.ts";

const POLL_MS = 200;
const HIDDEN_SECONDS = 600; // longer than it takes to read a queue to its end
const MAX_BATCH = 10; // messages per ReceiveMessage; SQS quotas

/** A time without a cloud: milliseconds since the Unix epoch. */
export interface Crash {
  readonly killedAtMs: number;
  readonly readyAtMs: number;
}

/** A deployed service on a cloud that can be made to misbehave. */
export interface World {
  readonly stage: string;
  readonly settings: ClientSettings;
  /** All that the cloud keeps, the temporary folders of functions included. */
  readonly dataDir: string;
  /** Of the service's stack. */
  readonly outputs: Readonly<Record<string, string>>;
  readonly crashes: readonly Crash[];
  readonly progress: (text: string) => void;
  /** Orders faults, which a crash does not end; none when there are no rules. */
  misbehave(rules: readonly FaultRule[]): Promise<void>;
  /** Ends the cloud with `kill -9` and starts another on the same state and port. */
  crash(): Promise<void>;
  /** Bodies of what an address has received, oldest first. */
  inbox(address: string): Promise<readonly string[]>;
  /** Bodies of all messages of a queue. */
  messages(queueUrl: string): Promise<readonly string[]>;
  /** Calls of an operation such as `sns:Publish`, faults included; as of the last crash or reading. */
  calls(operation: string): number;
  readTally(): Promise<void>;
  /** Asks until `ask` has an answer; undefined when it has none within `limitMs`. */
  until<T>(limitMs: number, ask: () => Promise<T | undefined>): Promise<T | undefined>;
  close(): Promise<void>;
}

/**
 * Starts a cloud in a folder of its own and deploys a service to it.
 *
 * @throws {Error} The cloud does not start, or the deployment fails.
 */
export async function openWorld(parts: {
  service: string;
  seed: number;
  tally: Tally;
  progress: (text: string) => void;
}): Promise<World> {
  const { service, tally, progress } = parts;
  const stage = "soak";
  const dataDir = await mkdtemp(join(tmpdir(), `soak-${service}-`));
  let cloud = await startCloudProcess({ dataDir, port: 0, tally });
  const { endpoint } = cloud;
  const tools = localTools(endpoint);
  const settings = clientSettings(endpoint);
  const crashes: Crash[] = [];
  let rules: readonly FaultRule[] = [];

  const close = async (): Promise<void> => {
    await cloud.stop();
    await rm(dataDir, { recursive: true, force: true, maxRetries: 3 });
  };
  const readTally = async (): Promise<void> => {
    cloud.life.counts = await tools.counts();
  };
  /** Other faults after each order, or the first ones would come again. */
  const order = (): Promise<void> => tools.order(rules, parts.seed + crashes.length);

  progress("deploying");
  const outputs = await deploy(endpoint, service, stage).catch(async (error: unknown) => {
    await close();
    throw error;
  });

  return {
    stage,
    settings,
    dataDir,
    outputs,
    crashes,
    progress,
    async misbehave(next) {
      tally.faults += await tools.struck();
      rules = next;
      await order();
    },
    async crash() {
      tally.faults += await tools.struck();
      await readTally();
      const killedAtMs = Date.now();
      await cloud.kill();
      cloud = await startCloudProcess({ dataDir, port: Number(new URL(endpoint).port), tally });
      crashes.push({ killedAtMs, readyAtMs: Date.now() });
      await order();
    },
    inbox: (address) => tools.inbox(address),
    messages: (queueUrl) => readQueue(new SQSClient(settings), queueUrl),
    calls: (operation) => callsOf(tally, operation),
    readTally,
    async until(limitMs, ask) {
      const deadline = performance.now() + limitMs;
      for (;;) {
        const answer = await ask();
        if (answer !== undefined || performance.now() > deadline) return answer;
        await sleep(POLL_MS);
      }
    },
    close,
  };
}

async function readQueue(sqs: SQSClient, QueueUrl: string): Promise<readonly string[]> {
  const bodies: string[] = [];
  for (;;) {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({
        QueueUrl,
        MaxNumberOfMessages: MAX_BATCH,
        VisibilityTimeout: HIDDEN_SECONDS,
      }),
    );
    if (Messages.length === 0) return bodies;
    bodies.push(...Messages.map(({ Body = "" }) => Body));
  }
}
