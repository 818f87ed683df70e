import { CognitoIdentityProviderClient } from "@aws-sdk/client-cognito-identity-provider";
import { S3Client } from "@aws-sdk/client-s3";
import { GetQueueAttributesCommand, SQSClient } from "@aws-sdk/client-sqs";
import { startTestCloud, type TestCloud } from "@blueprints/local-cloud/testing";
import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "vitest";
import { clientSettings, deploy } from "../../../scripts/soak/deploy.ts";
import { Answered, newCredentials, post, signIn, signUp, type Answer } from "../tools/client.ts";
import { StoreReader, type Store } from "../tools/read-store.ts";
import { readOutputs, type Outputs } from "../tools/stack-outputs.ts";

const LIMIT_MS = 30_000;
const POLL_MS = 50;

/** A ticket as the desk gets it. */
export interface Ticket {
  readonly idempotencyKey: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** The deployed service on a cloud of its own, with permissions enforced. */
export interface World {
  readonly cloud: TestCloud;
  readonly outputs: Outputs;
  readonly cognito: CognitoIdentityProviderClient;
  /** Signs somebody up and in; resolves with an access token. */
  newToken(): Promise<string>;
  /** Signs somebody up whose first trigger cannot be asked, and in; resolves with an access token. */
  signUpHalf(): Promise<string>;
  send(token: string, events: readonly unknown[]): Promise<Answer & { answered?: Answered }>;
  /** Sends entries as they are, JSON or not. */
  sendEntries(token: string, entries: readonly string[]): Promise<Answer & { answered?: Answered }>;
  /** Messages in both dead-letter queues. */
  deadLetters(): Promise<number>;
  /** Looks into the bucket until `isIt`. */
  untilStored(what: string, isIt: (store: Store) => boolean): Promise<Store>;
  stored(): Promise<Store>;
  tickets(): readonly Ticket[];
  until<T>(what: string, ask: () => Promise<T | undefined> | T | undefined): Promise<T>;
}

/** Starts a cloud and deploys the service to it. */
export async function openWorld(): Promise<World> {
  const cloud = await startTestCloud({ keep: true, enforcePermissions: true });
  return worldOf(cloud, readOutputs(await deploy(cloud.endpoint, "client-events", "test")));
}

/** The service as it is deployed on a cloud. */
export function worldOf(cloud: TestCloud, outputs: Outputs): World {
  const settings = clientSettings(cloud.endpoint);
  const cognito = new CognitoIdentityProviderClient(settings);
  const reader = new StoreReader(
    new S3Client({ ...settings, forcePathStyle: true }),
    outputs.EventsBucket,
  );
  const sqs = new SQSClient(settings);
  const sendEntries: World["sendEntries"] = async (token, texts) => {
    const body = JSON.stringify({ entries: texts.map((entry) => ({ entry })) });
    const answer = await post(outputs.ApiUrl, body, { authorization: token });
    const answered = Answered.safeParse(answer.body);
    return { ...answer, ...(answered.success && { answered: answered.data }) };
  };
  return {
    cloud,
    outputs,
    cognito,
    async newToken() {
      const credentials = newCredentials();
      await signUp(cognito, outputs, credentials);
      return signIn(cognito, outputs, credentials);
    },
    async signUpHalf() {
      const credentials = newCredentials();
      await expect(signUp(cognito, outputs, credentials)).rejects.toThrow("PostConfirmation");
      return signIn(cognito, outputs, credentials);
    },
    send: (token, events) =>
      sendEntries(
        token,
        events.map((event) => JSON.stringify(event)),
      ),
    sendEntries,
    async deadLetters() {
      const queues = [outputs.FailedTickets, outputs.FailedDeliveries];
      const counts = await Promise.all(queues.map((QueueUrl) => countOf(sqs, QueueUrl)));
      return counts.reduce((sum, count) => sum + count, 0);
    },
    stored: () => reader.read(),
    untilStored: (what, isIt) =>
      until(what, async () => {
        const store = await reader.read();
        return isIt(store) ? store : undefined;
      }),
    tickets: () =>
      cloud.cloud.inbox.read(outputs.TicketDesk).map(({ headers = {}, body }) => ({
        idempotencyKey: headers["Idempotency-Key"] ?? "",
        headers,
        body: JSON.parse(body) as unknown,
      })),
    until,
  };
}

async function until<T>(
  what: string,
  ask: () => Promise<T | undefined> | T | undefined,
): Promise<T> {
  const deadline = performance.now() + LIMIT_MS;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (performance.now() > deadline) throw new Error(`${what}: not within ${LIMIT_MS} ms`);
    await sleep(POLL_MS);
  }
}

async function countOf(sqs: SQSClient, QueueUrl: string): Promise<number> {
  const AttributeNames = ["ApproximateNumberOfMessages" as const];
  const command = new GetQueueAttributesCommand({ QueueUrl, AttributeNames });
  const { Attributes } = await sqs.send(command);
  return Number(Attributes?.["ApproximateNumberOfMessages"]);
}
