import {
  DeleteMessageCommand,
  ReceiveMessageCommand,
  type Message,
  type SQSClient,
} from "@aws-sdk/client-sqs";
import { DeadLetter } from "./dead-letter.ts";
import { redriveBatch, type RedriveParts } from "./redrive-batch.ts";

const HIDDEN_SECONDS = 900; // while its batch is read again
const WAIT_SECONDS = 1; // has SQS ask all of its servers: without it a few letters may stay unseen

/** What became of the dead letters. */
export interface RedrivenQueue {
  /** Letters that are done with, and gone. */
  readonly done: number;
  /** Letters that stay, because not all of their records are stored. */
  readonly left: number;
}

/** Redrives every batch that the dead letters are about, and says so line by line. */
export async function redriveQueue(
  parts: RedriveParts & { readonly sqs: SQSClient; readonly queueUrl: string },
  print: (line: string) => void,
): Promise<RedrivenQueue> {
  const { sqs, queueUrl: QueueUrl } = parts;
  let done = 0;
  let left = 0;
  for (;;) {
    const { Messages: [message] = [] } = await sqs.send(
      new ReceiveMessageCommand({
        QueueUrl,
        VisibilityTimeout: HIDDEN_SECONDS,
        WaitTimeSeconds: WAIT_SECONDS,
      }),
    );
    if (message === undefined) return { done, left };
    const isDone = await redriveMessage(parts, message, print);
    if (isDone) {
      const { ReceiptHandle } = message;
      await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
      done += 1;
    } else left += 1;
  }
}

/** Whether every record of the batch is stored now. */
async function redriveMessage(
  parts: RedriveParts,
  { Body = "" }: Message,
  print: (line: string) => void,
): Promise<boolean> {
  try {
    const letter = DeadLetter.parse(JSON.parse(Body));
    const { shardId, startSequenceNumber } = letter.KinesisBatchInfo;
    const { stored, missing } = await redriveBatch(parts, letter);
    print(`${shardId} from ${startSequenceNumber}: ${stored} records stored`);
    if (missing > 0) print(`  ${missing} records have left the stream; the dead letter stays`);
    return missing === 0;
  } catch (error) {
    print(`not redriven: ${error instanceof Error ? error.message : String(error)}`);
    return false;
  }
}
