import { PutEventsCommand, type EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { PutRecordCommand, type FirehoseClient } from "@aws-sdk/client-firehose";
import { DeleteMessageCommand, ReceiveMessageCommand, type SQSClient } from "@aws-sdk/client-sqs";
import * as z from "zod";
import type { Outputs } from "./stack-outputs.ts";

/** What a redrive works with. */
export interface RedriveParts {
  readonly sqs: SQSClient;
  readonly events: EventBridgeClient;
  readonly firehose: FirehoseClient;
  readonly outputs: Pick<
    Outputs,
    "FailedTickets" | "FailedDeliveries" | "EventBusName" | "EventsStream"
  >;
}

/** How many messages were handed over again, and the ids of those that were not. */
export interface Redriven {
  readonly done: number;
  readonly left: readonly string[];
}

const MAX_BATCH = 10; // messages per ReceiveMessage; SQS quotas
const WAIT_SECONDS = 1; // an answer without waiting may miss letters: it asks some of SQS's servers only
const HIDDEN_SECONDS = 60; // while they are handed over

const ClientEvent = z.looseObject({ source: z.literal("clientevents"), id: z.string() });

/** A failed ticket: the event itself, or, when it has failed again, inside the event of a redrive. */
const FailedTicket = z.union([
  ClientEvent,
  z
    .object({ source: z.literal("clientevents.redrive"), detail: z.object({ event: ClientEvent }) })
    .transform(({ detail }) => detail.event),
]);

/** Opens a ticket once more: the same one to the desk, whose idempotency key is the first event's id. */
async function reopenTicket({ events, outputs }: RedriveParts, body: unknown): Promise<void> {
  const Entry = {
    EventBusName: outputs.EventBusName,
    Source: "clientevents.redrive",
    DetailType: "TicketFailed",
    Detail: JSON.stringify({ event: FailedTicket.parse(body) }),
  };
  const { Entries: [result] = [] } = await events.send(new PutEventsCommand({ Entries: [Entry] }));
  if (result?.EventId === undefined) throw new Error(`${result?.ErrorCode}`);
}

/** Hands an event to the delivery stream that EventBridge could not hand over. */
async function storeAgain({ firehose, outputs }: RedriveParts, body: unknown): Promise<void> {
  const Data = Buffer.from(JSON.stringify(ClientEvent.parse(body)));
  const DeliveryStreamName = outputs.EventsStream;
  await firehose.send(new PutRecordCommand({ DeliveryStreamName, Record: { Data } }));
}

async function redriveQueue(
  parts: RedriveParts,
  QueueUrl: string,
  handOver: (parts: RedriveParts, body: unknown) => Promise<void>,
): Promise<Redriven> {
  const left: string[] = [];
  let done = 0;
  for (;;) {
    const { Messages = [] } = await parts.sqs.send(
      new ReceiveMessageCommand({
        QueueUrl,
        MaxNumberOfMessages: MAX_BATCH,
        WaitTimeSeconds: WAIT_SECONDS,
        VisibilityTimeout: HIDDEN_SECONDS,
      }),
    );
    if (Messages.length === 0) return { done, left };
    for (const { Body = "", MessageId = "", ReceiptHandle } of Messages) {
      try {
        await handOver(parts, JSON.parse(Body));
        await parts.sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
        done += 1;
      } catch (error) {
        left.push(`${MessageId}: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
  }
}

/** Hands everything over again that lies in the dead-letter queues. What cannot be handed over stays there. */
export async function redriveQueues(
  parts: RedriveParts,
): Promise<{ readonly tickets: Redriven; readonly deliveries: Redriven }> {
  const { FailedTickets, FailedDeliveries } = parts.outputs;
  return {
    tickets: await redriveQueue(parts, FailedTickets, reopenTicket),
    deliveries: await redriveQueue(parts, FailedDeliveries, storeAgain),
  };
}
