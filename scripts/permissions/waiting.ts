import { DeleteMessageBatchCommand, ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { setTimeout as sleep } from "node:timers/promises";
import { clientSettings } from "../soak/deploy.ts";

const LIMIT_MS = 30_000;
const POLL_MS = 40;
const MAX_BATCH = 10; // messages per ReceiveMessage; SQS quotas

/**
 * Asks until `ask` has an answer.
 *
 * @throws {Error} The signal aborts, or there is no answer within 30 s.
 */
export async function until<T>(
  what: string,
  signal: AbortSignal,
  ask: () => Promise<T | undefined>,
): Promise<T> {
  const deadline = performance.now() + LIMIT_MS;
  for (;;) {
    signal.throwIfAborted();
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (performance.now() > deadline) throw new Error(`${what}: not within ${LIMIT_MS} ms`);
    await sleep(POLL_MS);
  }
}

/** Takes messages out of a queue until one's body contains all of some texts. */
export async function untilMessage(
  queue: { readonly endpoint: string; readonly url: string },
  texts: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  const sqs = new SQSClient(clientSettings(queue.endpoint));
  const QueueUrl = queue.url;
  await until(`a message with ${texts.join(" and ")}`, signal, async () => {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: MAX_BATCH }),
    );
    if (Messages.length === 0) return undefined;
    const Entries = Messages.map(({ ReceiptHandle }, index) => ({ Id: `${index}`, ReceiptHandle }));
    await sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
    const bodies = Messages.map(({ Body = "" }) => Body);
    return bodies.some((body) => texts.every((text) => body.includes(text))) || undefined;
  });
}
