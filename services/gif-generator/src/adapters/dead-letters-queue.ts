import { SendMessageCommand, type SQSClient } from "@aws-sdk/client-sqs";
import type { DeadLetters } from "../app/ports.ts";

/** A queue whose bodies are the events that failed, and whose attribute `reason` says why. */
export function deadLettersQueue(client: SQSClient, QueueUrl: string): DeadLetters {
  return {
    async keep({ event, reason }) {
      await client.send(
        new SendMessageCommand({
          QueueUrl,
          MessageBody: JSON.stringify(event),
          MessageAttributes: { reason: { DataType: "String", StringValue: printable(reason) } },
        }),
      );
    },
  };
}

/** SQS refuses control characters, and empty values. */
function printable(text: string): string {
  return text.replaceAll(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD]/gu, "?") || "unknown";
}
