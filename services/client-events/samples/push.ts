import { CognitoIdentityProviderClient } from "@aws-sdk/client-cognito-identity-provider";
import { S3Client } from "@aws-sdk/client-s3";
import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { Answered, newCredentials, sendEvents, signIn, signUp } from "../tools/client.ts";
import { StoreReader, type Store } from "../tools/read-store.ts";
import { sampleEvent } from "../tools/sample-events.ts";
import { stackOutputs } from "../tools/stack-outputs.ts";
import { inboxOf } from "./inbox.ts";

/** Where the samples go. */
export interface SampleTarget {
  readonly stage: string;
  readonly print: (line: string) => void;
}

const EVENTS = 30;
const BATCH = 10; // entries per request
const WRONG_EVERY = 6;
const WAIT_LIMIT_MS = 120_000;
const POLL_MS = 250;

/**
 * Signs a client up, has it send a stream of events, wrong ones among them, waits until they are stored, and
 * prints the partitions and a ticket. Region, endpoint and credentials come from the environment.
 *
 * @returns False when something is not where it belongs.
 */
export async function pushSamples({ stage, print }: SampleTarget): Promise<boolean> {
  const outputs = await stackOutputs(stage);
  const cognito = new CognitoIdentityProviderClient();
  const credentials = newCredentials();
  await signUp(cognito, outputs, credentials);
  const token = await signIn(cognito, outputs, credentials);

  const mark = randomUUID();
  const samples = Array.from({ length: EVENTS }, (_, n) =>
    sampleEvent(n, { mark, wrongEvery: WRONG_EVERY }),
  );
  let accepted = 0;
  for (let at = 0; at < EVENTS; at += BATCH) {
    const wave = samples.slice(at, at + BATCH).map(({ event }) => event);
    const { body } = await sendEvents(outputs.ApiUrl, token, wave);
    accepted += Answered.parse(body).accepted;
  }
  print(`${credentials.userName} sent ${EVENTS} events to ${outputs.ApiUrl}/event`);

  const reader = new StoreReader(new S3Client({ forcePathStyle: true }), outputs.EventsBucket);
  const found = await untilStored(reader, mark, EVENTS);
  for (const [folder, lines] of [...found].sort(([a], [b]) => a.localeCompare(b))) {
    print(`  s3://${outputs.EventsBucket}/${folder}/ ${lines.length}`);
  }
  const wanted = Map.groupBy(samples, ({ folder }) => folder);
  const isStored = [...wanted].every(([folder, of]) => found.get(folder)?.length === of.length);
  const isTicketed = await printTicket(found, outputs.TicketDesk, print);
  return accepted === EVENTS && isStored && isTicketed;
}

async function untilStored(reader: StoreReader, mark: string, count: number): Promise<Store> {
  const deadline = performance.now() + WAIT_LIMIT_MS;
  for (;;) {
    const store = await reader.read();
    const own = [...store]
      .map(([folder, lines]) => [folder, lines.filter((line) => line.includes(mark))] as const)
      .filter(([, lines]) => lines.length > 0);
    const stored = own.reduce((sum, [, lines]) => sum + lines.length, 0);
    if (stored >= count || performance.now() > deadline) return new Map(own);
    await sleep(POLL_MS);
  }
}

/** Whether the desk has a ticket for each loyalty purchase, as far as its inbox can be read. */
async function printTicket(
  found: Store,
  desk: string,
  print: (line: string) => void,
): Promise<boolean> {
  const purchases = found.get("loyaltypurchase/2") ?? [];
  const ids = purchases.map((line) => /"id":"([\w-]+)"/u.exec(line)?.[1] ?? "");
  const inbox = await inboxOf(desk);
  if (inbox === undefined) {
    print(`${purchases.length} loyalty purchases went to ${desk}`);
    return true;
  }
  const tickets = inbox.filter((body) => ids.some((id) => body.includes(id)));
  print(`${desk} was sent ${tickets.length} tickets, the first of them:`);
  print(`  ${tickets[0]?.trim()}`);
  return ids.length > 0 && tickets.length >= ids.length;
}
