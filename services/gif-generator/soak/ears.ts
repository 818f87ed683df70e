import { EventBridgeClient, PutRuleCommand, PutTargetsCommand } from "@aws-sdk/client-eventbridge";
import { CreateQueueCommand, GetQueueAttributesCommand, SQSClient } from "@aws-sdk/client-sqs";
import * as z from "zod";
import type { World } from "../../../scripts/soak/world.ts";

const Heard = z.object({
  /** One for each event that was published, however often it was delivered. */
  id: z.string(),
  "detail-type": z.string(),
  detail: z.looseObject({
    data: z.optional(z.looseObject({ key: z.string(), sequencer: z.string() })),
  }),
});

/** One event of the service. */
export type Heard = z.infer<typeof Heard>;

const FOR_EVENTBRIDGE = JSON.stringify({
  Version: "2012-10-17",
  Statement: [
    {
      Effect: "Allow",
      Principal: { Service: "events.amazonaws.com" },
      Action: "sqs:SendMessage",
      Resource: "*",
    },
  ],
});

/** Puts a queue behind the bus; resolves with a reader of all that it has got. */
export async function listen(world: World): Promise<() => Promise<readonly Heard[]>> {
  const events = new EventBridgeClient(world.settings);
  const sqs = new SQSClient(world.settings);
  const { QueueUrl = "" } = await sqs.send(
    new CreateQueueCommand({ QueueName: "heard", Attributes: { Policy: FOR_EVENTBRIDGE } }),
  );
  const EventPattern = JSON.stringify({ source: ["custom.gifGenerator"] });
  await events.send(new PutRuleCommand({ Name: "hear", EventPattern }));
  const AttributeNames = ["QueueArn" as const];
  const ask = new GetQueueAttributesCommand({ QueueUrl, AttributeNames });
  const Arn = (await sqs.send(ask)).Attributes?.["QueueArn"];
  await events.send(new PutTargetsCommand({ Rule: "hear", Targets: [{ Id: "queue", Arn }] }));
  return async () => {
    const bodies = await world.messages(QueueUrl);
    return bodies.map((body) => Heard.parse(JSON.parse(body)));
  };
}
