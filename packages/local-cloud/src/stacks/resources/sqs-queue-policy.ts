import * as z from "zod";
import { unlessGone } from "../gone.ts";
import type { Job } from "../job.ts";
import { document, text } from "../property.ts";
import { defineResource } from "../resource-type.ts";

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sqs-queuepolicy.html */
export const sqsQueuePolicy = defineResource({
  type: "AWS::SQS::QueuePolicy",
  properties: { PolicyDocument: document, Queues: z.array(text) },
  replaceOn: [],
  attributes: ["Id"],
  async create({ PolicyDocument, Queues }, job) {
    await setPolicy(Queues, PolicyDocument, job);
    const id = job.physicalName({ max: 128 });
    return { physicalId: id, attributes: { Id: id } };
  },
  async update({ PolicyDocument, Queues }, job) {
    const dropped = job.previous.Queues.filter((url) => !Queues.includes(url));
    await setPolicy(dropped, "", job);
    await setPolicy(Queues, PolicyDocument, job);
    return { physicalId: job.physicalId, ...job.made };
  },
  remove: async (job) => setPolicy(job.properties.Queues, "", job),
});

async function setPolicy(queues: readonly string[], policy: string, job: Job): Promise<void> {
  for (const QueueUrl of queues) {
    const call = job.call("sqs", "SetQueueAttributes", {
      QueueUrl,
      Attributes: { Policy: policy },
    });
    if (policy === "") {
      await unlessGone(call, "QueueDoesNotExist", "AWS.SimpleQueueService.NonExistentQueue");
    } else await call;
  }
}
