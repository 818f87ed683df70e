import { unlessGone } from "../gone.ts";
import { document, flag, text } from "../property.ts";
import { defineResource, type Properties } from "../resource-type.ts";

const properties = {
  DeliveryPolicy: document.optional(),
  Endpoint: text.optional(),
  FilterPolicy: document.optional(),
  FilterPolicyScope: text.optional(),
  Protocol: text,
  RawMessageDelivery: flag.optional(),
  RedrivePolicy: document.optional(),
  ReplayPolicy: document.optional(),
  SubscriptionRoleArn: text.optional(),
  TopicArn: text,
};

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sns-subscription.html */
export const snsSubscription = defineResource({
  type: "AWS::SNS::Subscription",
  properties,
  storedOnly: ["Region"],
  replaceOn: ["Endpoint", "Protocol", "TopicArn"],
  attributes: ["Arn"],
  async create(wanted, job) {
    const { TopicArn, Protocol, Endpoint } = wanted;
    const { SubscriptionArn = "" } = await job.call("sns", "Subscribe", {
      TopicArn,
      Protocol,
      Endpoint,
      Attributes: attributesOf(wanted),
      ReturnSubscriptionArn: true,
    });
    return { physicalId: SubscriptionArn, attributes: { Arn: SubscriptionArn } };
  },
  async update(wanted, job) {
    const before = attributesOf(job.previous);
    const after = attributesOf(wanted);
    for (const name of new Set([...Object.keys(before), ...Object.keys(after)])) {
      if (before[name] === after[name]) continue;
      await job.call("sns", "SetSubscriptionAttributes", {
        SubscriptionArn: job.physicalId,
        AttributeName: name,
        AttributeValue: after[name] ?? "",
      });
    }
    return { physicalId: job.physicalId, ...job.made };
  },
  async remove(job) {
    const call = job.call("sns", "Unsubscribe", { SubscriptionArn: job.physicalId });
    await unlessGone(call, "NotFound");
  },
});

function attributesOf(subscription: Properties<typeof properties>): Record<string, string> {
  const { TopicArn: _topic, Protocol: _protocol, Endpoint: _endpoint, ...rest } = subscription;
  const entries = Object.entries(rest).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, String(value)]],
  );
  return Object.fromEntries(entries);
}
