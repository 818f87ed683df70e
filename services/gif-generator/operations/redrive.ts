import { InvokeCommand, type LambdaClient } from "@aws-sdk/client-lambda";
import {
  DeleteMessageCommand,
  ReceiveMessageCommand,
  type SQSClient,
  type Message,
} from "@aws-sdk/client-sqs";
import { readFailedRun } from "../src/schemas/failed-run.ts";
import { isSourceEvent } from "../src/schemas/source-event.ts";

const MAX_BATCH = 10; // messages per ReceiveMessage; SQS quotas
const WAIT_SECONDS = 1; // an answer without waiting may miss letters: it asks some of SQS's servers only

/** What is redriven, and how it is told. */
export interface Redrive {
  readonly stage: string;
  /** The URL of the queue: the output `DeadLetters` of the stack. */
  readonly deadLetters: string;
  readonly lambda: LambdaClient;
  readonly sqs: SQSClient;
  readonly print: (line: string) => void;
}

/**
 * Hands what waits in the dead letters to the functions that it was for: they take it as if it were new, with all
 * their tries. A letter is deleted once Lambda has accepted its event, so that none is lost on the way.
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
        MessageAttributeNames: ["reason"],
      }),
    );
    if (Messages.length === 0) return count;
    for (const message of Messages) count += (await handOver(target, message)) ? 1 : 0;
  }
}

/** False for a letter that no function takes: it stays where it is. */
async function handOver(target: Redrive, message: Message): Promise<boolean> {
  const { Body = "", ReceiptHandle, MessageAttributes } = message;
  const run = readOrUndefined(Body);
  if (run === undefined) {
    target.print(`left: ${Body.slice(0, 100)}`);
    return false;
  }
  const name = isSourceEvent(run.event) ? "planVideo" : "renderWindow";
  const FunctionName = `gif-generator-${target.stage}-${name}`;
  const Payload = JSON.stringify(run.event);
  await target.lambda.send(new InvokeCommand({ FunctionName, InvocationType: "Event", Payload }));
  await target.sqs.send(new DeleteMessageCommand({ QueueUrl: target.deadLetters, ReceiptHandle }));
  target.print(`${name}: ${MessageAttributes?.["reason"]?.StringValue ?? run.reason}`);
  return true;
}

function readOrUndefined(body: string): ReturnType<typeof readFailedRun> | undefined {
  try {
    return readFailedRun(body);
  } catch {
    return undefined;
  }
}
