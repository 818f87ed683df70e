import * as z from "zod";
import { unlessGone } from "../gone.ts";
import type { Job } from "../job.ts";
import { document, text } from "../property.ts";
import { defineResource } from "../resource-type.ts";

const OWNER_ACTIONS = [
  "SNS:GetTopicAttributes",
  "SNS:SetTopicAttributes",
  "SNS:AddPermission",
  "SNS:RemovePermission",
  "SNS:DeleteTopic",
  "SNS:Subscribe",
  "SNS:ListSubscriptionsByTopic",
  "SNS:Publish",
];

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sns-topicpolicy.html */
export const snsTopicPolicy = defineResource({
  type: "AWS::SNS::TopicPolicy",
  properties: { PolicyDocument: document, Topics: z.array(text) },
  replaceOn: [],
  attributes: ["Id"],
  async create({ PolicyDocument, Topics }, job) {
    for (const topic of Topics) await setPolicy(topic, PolicyDocument, job);
    const id = job.physicalName({ max: 128 });
    return { physicalId: id, attributes: { Id: id } };
  },
  async update({ PolicyDocument, Topics }, job) {
    for (const topic of job.previous.Topics) {
      if (!Topics.includes(topic)) await resetPolicy(topic, job);
    }
    for (const topic of Topics) await setPolicy(topic, PolicyDocument, job);
    return { physicalId: job.physicalId, ...job.made };
  },
  async remove(job) {
    for (const topic of job.properties.Topics) await resetPolicy(topic, job);
  },
});

async function setPolicy(TopicArn: string, policy: string, job: Job): Promise<unknown> {
  const input = { TopicArn, AttributeName: "Policy", AttributeValue: policy };
  return job.call("sns", "SetTopicAttributes", input);
}

/** A topic is never without a policy: it gets back the one that it was born with. */
async function resetPolicy(topic: string, job: Job): Promise<void> {
  const statement = {
    Sid: "__default_statement_ID",
    Effect: "Allow",
    Principal: { AWS: "*" },
    Action: OWNER_ACTIONS,
    Resource: topic,
    Condition: { StringEquals: { "AWS:SourceOwner": job.cloud.config.accountId } },
  };
  const policy = { Version: "2008-10-17", Id: "__default_policy_ID", Statement: [statement] };
  await unlessGone(setPolicy(topic, JSON.stringify(policy), job), "NotFound");
}
