import { SendMessageCommand, type SQSClient } from "@aws-sdk/client-sqs";
import { isPassingFault } from "@blueprints/lambda-kit/aws-client";
import { UnavailableError } from "@blueprints/lambda-kit/errors";
import type { Quarantine } from "@blueprints/lambda-kit/stream";
import type { TableRecord } from "./booking-stream.ts";

/** Puts a record that can never be announced beside those that Lambda gave up, with the reason. */
export function quarantineQueue(client: SQSClient, QueueUrl: string): Quarantine<TableRecord> {
  return async ({ record }, { code, message }) => {
    const MessageBody = JSON.stringify({ code, message, record });
    try {
      await client.send(new SendMessageCommand({ QueueUrl, MessageBody }));
    } catch (cause) {
      if (!isPassingFault(cause)) throw cause;
      throw new UnavailableError("QuarantineUnavailable", "the queue does not answer", { cause });
    }
  };
}
