import {
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  type Message,
  type SQSClient,
} from "@aws-sdk/client-sqs";
import { readMessage, type WorkMessage } from "../src/schemas/messages.ts";

const MAX_BATCH = 10; // messages per ReceiveMessage; SQS quotas
const WAIT_SECONDS = 1; // an answer without waiting may miss letters: it asks some of SQS's servers only

/** What is redriven, and how it is told. */
export interface Redrive {
  readonly sqs: SQSClient;
  /** The URL of the queue: the output `DeadLetters` of the stack. */
  readonly deadLetters: string;
  /** URLs of the queues where each kind of work belongs. */
  readonly queues: Readonly<Record<WorkMessage["kind"], string>>;
  readonly print: (line: string) => void;
}

/**
 * Puts what waits in the dead letters back into the queues that it came from, with all its tries. A letter is deleted
 * once its message is in the queue, so that none is lost on the way.
 *
 * @returns How many were handed over.
 */
export async function redrive(target: Redrive): Promise<number> {
  const { sqs, deadLetters: QueueUrl } = target;
  let count = 0;
  for (;;) {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({
        QueueUrl,
        MaxNumberOfMessages: MAX_BATCH,
        WaitTimeSeconds: WAIT_SECONDS,
      }),
    );
    if (Messages.length === 0) return count;
    for (const message of Messages) count += (await handOver(target, message)) ? 1 : 0;
  }
}

/** False for a letter that is no work of the service: it stays where it is. */
async function handOver(target: Redrive, { Body = "", ReceiptHandle }: Message): Promise<boolean> {
  const { sqs, deadLetters, queues, print } = target;
  const kind = kindOf(Body);
  if (kind === undefined) {
    print(`left: ${Body.length} characters that are no message`);
    return false;
  }
  await sqs.send(new SendMessageCommand({ QueueUrl: queues[kind], MessageBody: Body }));
  await sqs.send(new DeleteMessageCommand({ QueueUrl: deadLetters, ReceiptHandle }));
  print(`${kind}: back in its queue`);
  return true;
}

function kindOf(body: string): WorkMessage["kind"] | undefined {
  try {
    return readMessage(body).kind;
  } catch {
    return undefined;
  }
}
