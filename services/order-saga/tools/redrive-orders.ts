import { InvokeCommand, type LambdaClient } from "@aws-sdk/client-lambda";
import { DeleteMessageCommand, ReceiveMessageCommand, type SQSClient } from "@aws-sdk/client-sqs";
import type { Outputs } from "./stack-outputs.ts";

const MAX_BATCH = 10; // messages per ReceiveMessage; SQS quotas
const WAIT_SECONDS = 1; // an answer without waiting may miss letters: it asks some of SQS's servers only
const HIDDEN_SECONDS = 120; // three functions of 15 s each, for some letters

/** What redriving calls. */
export interface RedriveParts {
  readonly lambda: LambdaClient;
  readonly sqs: SQSClient;
  readonly outputs: Outputs;
}

/** How many orders were undone, and how many could not be and stay where they are. */
export interface Redriven {
  readonly undone: number;
  readonly left: number;
}

/**
 * Undoes every order of the dead letters by calling the three compensating functions in the workflow's order.
 * Each does nothing twice, so that a letter may come again.
 */
export async function redriveOrders(
  { lambda, sqs, outputs }: RedriveParts,
  print: (line: string) => void,
): Promise<Redriven> {
  const QueueUrl = outputs.DeadLetters;
  const sum = { undone: 0, left: 0 };
  for (;;) {
    const receive = new ReceiveMessageCommand({
      QueueUrl,
      MaxNumberOfMessages: MAX_BATCH,
      WaitTimeSeconds: WAIT_SECONDS,
      VisibilityTimeout: HIDDEN_SECONDS,
    });
    const { Messages = [] } = await sqs.send(receive);
    if (Messages.length === 0) return sum;
    for (const { Body = "", ReceiptHandle } of Messages) {
      const problem = await undo(lambda, outputs, Body);
      if (problem === undefined) {
        await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
        sum.undone += 1;
      } else {
        print(`stays in the dead letters: ${problem}`);
        sum.left += 1;
      }
    }
  }
}

async function undo(
  lambda: LambdaClient,
  outputs: Outputs,
  letter: string,
): Promise<string | undefined> {
  const { RevertPaymentFunction, RevertInventoryFunction, RemoveOrderFunction } = outputs;
  for (const FunctionName of [
    RevertPaymentFunction,
    RevertInventoryFunction,
    RemoveOrderFunction,
  ]) {
    const Payload = Buffer.from(letter);
    const { FunctionError, Payload: answer } = await lambda.send(
      new InvokeCommand({ FunctionName, Payload }),
    );
    if (FunctionError !== undefined) {
      return `${FunctionName}: ${Buffer.from(answer ?? []).toString()}`;
    }
  }
  return undefined;
}
