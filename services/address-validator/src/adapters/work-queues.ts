import { SendMessageBatchCommand, SendMessageCommand, type SQSClient } from "@aws-sdk/client-sqs";
import { UnavailableError } from "@blueprints/lambda-kit/errors";
import type { DeadLetters, Queues, ShardId } from "../app/ports.ts";
import type { GatherMessage, ShardMessage } from "../schemas/messages.ts";
import { orUnavailable } from "./or-unavailable.ts";

const MAX_BATCH = 10; // messages per SendMessageBatch; SQS quotas

/** The queues of shards and of results to put together. */
export function workQueues(
  client: SQSClient,
  urls: { readonly shards: string; readonly gather: string },
): Queues {
  return {
    async sendShards(ids) {
      for (let at = 0; at < ids.length; at += MAX_BATCH) {
        const Entries = ids.slice(at, at + MAX_BATCH).map((id) => ({
          Id: String(id.shard),
          MessageBody: JSON.stringify(shardMessage(id)),
        }));
        const command = new SendMessageBatchCommand({ QueueUrl: urls.shards, Entries });
        const { Failed = [] } = await orUnavailable("QueueUnavailable", client.send(command));
        if (Failed.length > 0) {
          throw new UnavailableError("QueueUnavailable", `${Failed.length} messages not taken`);
        }
      }
    },

    async sendGather({ name, run }) {
      const message: GatherMessage = { kind: "gather", name, run };
      const MessageBody = JSON.stringify(message);
      const command = new SendMessageCommand({ QueueUrl: urls.gather, MessageBody });
      await orUnavailable("QueueUnavailable", client.send(command));
    },
  };
}

function shardMessage({ name, run, shard }: ShardId): ShardMessage {
  return { kind: "shard", name, run, shard };
}

/** The queue of what waits for a person. */
export function deadLettersQueue(client: SQSClient, QueueUrl: string): DeadLetters {
  return {
    async put(MessageBody) {
      const command = new SendMessageCommand({ QueueUrl, MessageBody });
      await orUnavailable("QueueUnavailable", client.send(command));
    },
  };
}
