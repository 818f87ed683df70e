import { EventBridgeClient, PutRuleCommand, PutTargetsCommand } from "@aws-sdk/client-eventbridge";
import {
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SetQueueAttributesCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import * as z from "zod";
import type { clientSettings } from "./deployed.ts";

const Heard = z.object({
  "detail-type": z.string(),
  source: z.string(),
  detail: z.object({
    meta: z.object({ version: z.literal(1), correlationId: z.string().optional() }),
    data: z.looseObject({ eventId: z.string(), bookingId: z.string(), version: z.number() }),
  }),
});

/** An event as a consumer gets it. */
export type Heard = z.infer<typeof Heard>;

/** Reads everything that a queue has. */
export async function drain(sqs: SQSClient, QueueUrl: string): Promise<string[]> {
  const bodies: string[] = [];
  for (;;) {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }),
    );
    if (Messages.length === 0) return bodies;
    bodies.push(...Messages.map(({ Body = "" }) => Body));
    const Entries = Messages.map(({ ReceiptHandle }, at) => ({ Id: String(at), ReceiptHandle }));
    await sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
  }
}

/** Listens to all that a bus says; resolves with a reader of what was heard so far. */
export async function listenTo(settings: ReturnType<typeof clientSettings>, bus: string) {
  const sqs = new SQSClient(settings);
  const events = new EventBridgeClient(settings);
  const { QueueUrl = "" } = await sqs.send(new CreateQueueCommand({ QueueName: `${bus}-ears` }));
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["QueueArn"] }),
  );
  const Arn = Attributes?.["QueueArn"] ?? "";
  const Policy = JSON.stringify({
    Version: "2012-10-17",
    Statement: {
      Effect: "Allow",
      Principal: { Service: "events.amazonaws.com" },
      Action: "sqs:SendMessage",
      Resource: Arn,
    },
  });
  await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { Policy } }));
  const EventPattern = JSON.stringify({ source: ["booking"] });
  await events.send(new PutRuleCommand({ Name: "ears", EventBusName: bus, EventPattern }));
  const Targets = [{ Id: "ears", Arn }];
  await events.send(new PutTargetsCommand({ Rule: "ears", EventBusName: bus, Targets }));

  const heard: Heard[] = [];
  return async (): Promise<readonly Heard[]> => {
    const bodies = await drain(sqs, QueueUrl);
    heard.push(...bodies.map((body) => Heard.parse(JSON.parse(body))));
    return heard;
  };
}
