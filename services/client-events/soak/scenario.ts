import { CognitoIdentityProviderClient } from "@aws-sdk/client-cognito-identity-provider";
import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { FirehoseClient } from "@aws-sdk/client-firehose";
import { S3Client } from "@aws-sdk/client-s3";
import { SQSClient } from "@aws-sdk/client-sqs";
import type { Soak, SoakReport, SoakSize } from "../../../scripts/soak/soak.ts";
import type { World } from "../../../scripts/soak/world.ts";
import { StoreReader } from "../tools/read-store.ts";
import { redriveQueues } from "../tools/redrive-queues.ts";
import { readOutputs } from "../tools/stack-outputs.ts";
import { FAULTS } from "./faults.ts";
import { idsByFolder, violationsOf } from "./promises.ts";
import { nothingSent, Sender, type Sent } from "./senders.ts";

/** Events in from many clients at once, partitions and tickets out, while everything fails now and then. */
export const soak: Soak = {
  inputs: "events",
  full: { count: 10_000, crashes: 2, limitMs: 900_000 },
  short: { count: 400, crashes: 1, limitMs: 120_000 },
  run,
};

const CLIENTS = 20;
const PATIENCE = 10; // attempts of a call that is throttled

async function run(world: World, size: SoakSize): Promise<SoakReport> {
  const { settings } = world;
  const outputs = readOutputs(world.outputs);
  const cognito = new CognitoIdentityProviderClient({ ...settings, maxAttempts: PATIENCE });
  const s3 = new S3Client({ ...settings, forcePathStyle: true, maxAttempts: PATIENCE });
  const reader = new StoreReader(s3, outputs.EventsBucket);
  const sent = nothingSent();
  world.progress(`signing ${CLIENTS} clients up`);
  const senders: Sender[] = [];
  for (let n = 0; n < CLIENTS; n += 1) senders.push(await Sender.open({ cognito, outputs }, sent));

  const startedAt = performance.now();
  await world.misbehave(FAULTS);
  for (let crash = 0; crash <= size.crashes; crash += 1) {
    const each = Math.ceil(size.count / (size.crashes + 1) / CLIENTS);
    world.progress(`${CLIENTS} clients send ${each} events each`);
    const sending = Promise.all(senders.map((sender) => sender.send(each)));
    if (crash < size.crashes) {
      const half = sent.taken.length + (each * CLIENTS) / 2;
      await world.until(size.limitMs, async () => sent.taken.length >= half || undefined);
      world.progress(`kill -9 with ${sent.taken.length} events taken`);
      await world.crash();
    }
    await sending;
  }
  const sentSeconds = (performance.now() - startedAt) / 1000;

  world.progress("waiting until all is at rest");
  await untilAllIsThere(world, { reader, sent, limitMs: size.limitMs, desk: outputs.TicketDesk });
  await world.misbehave([]);
  const { tickets: reopened, deliveries } = await redriveQueues({
    sqs: new SQSClient(settings),
    events: new EventBridgeClient(settings),
    firehose: new FirehoseClient(settings),
    outputs,
  });
  await untilAllIsThere(world, { reader, sent, limitMs: size.limitMs, desk: outputs.TicketDesk });
  const restSeconds = (performance.now() - startedAt) / 1000;

  const store = await reader.read();
  const tickets = await world.inbox(outputs.TicketDesk);
  const stored = [...idsByFolder(store).values()].flat();
  const letters = await Promise.all(
    [outputs.FailedTickets, outputs.FailedDeliveries].map((queue) => world.messages(queue)),
  );
  await world.readTally();
  const wrong = sent.taken.filter(({ folder }) => folder.startsWith("error/")).length;
  const statuses = [...sent.statuses].map(([status, count]) => `${count} × ${status}`);
  const figures = {
    "events taken, wrong ones": `${sent.taken.length}, ${wrong}`,
    "answers to requests": statuses.join(", "),
    "lines stored, of them again": `${stored.length}, ${stored.length - new Set(stored).size}`,
    "tickets, of them again": `${tickets.length}, ${tickets.length - new Set(tickets).size}`,
    "redriven tickets, deliveries": `${reopened.done}, ${deliveries.done}`,
    "until all was taken": `${sentSeconds.toFixed(1)} s`,
    "until all was at rest": `${restSeconds.toFixed(1)} s`,
  };
  return {
    figures: Object.entries(figures).map(([name, value]) => ({ name, value })),
    violations: violationsOf({
      sent,
      store,
      tickets,
      deadLetters: letters.flat().length,
      clients: CLIENTS,
    }),
  };
}

interface Wait {
  readonly reader: StoreReader;
  readonly sent: Sent;
  readonly desk: string;
  readonly limitMs: number;
}

/** Waits until every event that was taken is stored somewhere, and every purchase has a ticket. */
async function untilAllIsThere(world: World, { reader, sent, desk, limitMs }: Wait): Promise<void> {
  const purchases = sent.taken.filter(({ opensTicket }) => opensTicket);
  await world.until(limitMs, async () => {
    const stored = new Set([...idsByFolder(await reader.read()).values()].flat());
    if (!sent.taken.every(({ eventId }) => stored.has(eventId))) return undefined;
    const tickets = (await world.inbox(desk)).join("\n");
    return purchases.every(({ eventId }) => tickets.includes(eventId)) || undefined;
  });
}
