import { randomUUID } from "node:crypto";
import {
  CreateTopicCommand,
  PublishCommand,
  SNSClient,
  SubscribeCommand,
  type PublishCommandInput,
  type SubscribeCommandInput,
} from "@aws-sdk/client-sns";
import {
  CreateQueueCommand,
  ReceiveMessageCommand,
  SQSClient,
  type Message,
} from "@aws-sdk/client-sqs";
import { createClock, type AdjustableClock } from "../src/clock.ts";
import { sns as snsPlugin } from "../src/services/sns/index.ts";
import { sqs as sqsPlugin } from "../src/services/sqs/index.ts";
import { startTestCloud, type TestCloud } from "../src/testing.ts";

/** A cloud with topics and queues, at noon, and short ways to use them. */
export interface SnsFixture {
  readonly local: TestCloud;
  readonly clock: AdjustableClock;
  readonly sns: SNSClient;
  readonly sqs: SQSClient;
  aTopic(attributes?: Record<string, string>): Promise<string>;
  aQueue(fifo?: boolean): Promise<{ url: string; arn: string }>;
  /** Subscribes a queue, unless another protocol is given. */
  subscribe(over: Omit<SubscribeCommandInput, "Protocol"> & { Protocol?: string }): Promise<string>;
  /** Publishes, and waits until everything that is due has been delivered. */
  publish(over: PublishCommandInput): Promise<string>;
  received(queueUrl: string): Promise<Message[]>;
  bodies(queueUrl: string): Promise<(string | undefined)[]>;
}

/** Starts a cloud for one file. */
export async function startSns(): Promise<SnsFixture> {
  const clock = createClock({ pace: "manual", startMs: Date.UTC(2026, 0, 15, 12) });
  const local = await startTestCloud({ plugins: [sqsPlugin, snsPlugin], clock, keep: true });
  const sns = local.client(SNSClient);
  const sqs = local.client(SQSClient);

  const received = async (QueueUrl: string): Promise<Message[]> => {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({
        QueueUrl,
        MaxNumberOfMessages: 10,
        MessageAttributeNames: ["All"],
        MessageSystemAttributeNames: ["All"],
      }),
    );
    return Messages;
  };

  return {
    local,
    clock,
    sns,
    sqs,
    received,
    async aTopic(attributes = {}) {
      const Name = `t-${randomUUID()}${attributes["FifoTopic"] === "true" ? ".fifo" : ""}`;
      const { TopicArn } = await sns.send(new CreateTopicCommand({ Name, Attributes: attributes }));
      return TopicArn!;
    },
    async aQueue(fifo = false) {
      const QueueName = `q-${randomUUID()}${fifo ? ".fifo" : ""}`;
      const { QueueUrl } = await sqs.send(
        new CreateQueueCommand({
          QueueName,
          ...(fifo ? { Attributes: { FifoQueue: "true" } } : {}),
        }),
      );
      return { url: QueueUrl!, arn: `arn:aws:sqs:eu-west-1:000000000000:${QueueName}` };
    },
    async subscribe(over) {
      const { SubscriptionArn } = await sns.send(
        new SubscribeCommand({ Protocol: "sqs", ReturnSubscriptionArn: true, ...over }),
      );
      return SubscriptionArn!;
    },
    async publish(over) {
      const { MessageId } = await sns.send(new PublishCommand(over));
      await local.cloud.deliveries.idle();
      return MessageId!;
    },
    bodies: async (queueUrl) => (await received(queueUrl)).map(({ Body }) => Body),
  };
}
