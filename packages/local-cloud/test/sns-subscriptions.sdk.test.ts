import { randomUUID } from "node:crypto";
import {
  GetSubscriptionAttributesCommand,
  ListSubscriptionsByTopicCommand,
  SetSubscriptionAttributesCommand,
  SubscribeCommand,
  UnsubscribeCommand,
} from "@aws-sdk/client-sns";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startSns, type SnsFixture } from "./sns-fixture.ts";

let fixture: SnsFixture;

beforeAll(async () => {
  fixture = await startSns();
});
afterAll(() => fixture.local.stop());

const raw = { RawMessageDelivery: "true" };

describe("subscriptions", () => {
  test("an address gets mail only after it has followed the link in the confirmation", async () => {
    const TopicArn = await fixture.aTopic();
    const Endpoint = `${randomUUID()}@example.com`;
    const { SubscriptionArn } = await fixture.sns.send(
      new SubscribeCommand({ TopicArn, Protocol: "email", Endpoint }),
    );
    expect(SubscriptionArn).toBe("pending confirmation");
    await fixture.publish({ TopicArn, Message: "too early" });
    const [confirmation, ...others] = fixture.local.cloud.inbox.read(Endpoint);
    expect(others).toEqual([]);
    expect(confirmation!.subject).toBe("AWS Notification - Subscription Confirmation");

    const link = /http\S+/.exec(confirmation!.body)![0];
    const answer = await fetch(link);
    expect(answer.status).toBe(200);
    expect(await answer.text()).toContain("<ConfirmSubscriptionResponse");
    await fixture.publish({ TopicArn, Message: "welcome", Subject: "hi" });
    const mail = fixture.local.cloud.inbox.read(Endpoint).at(-1)!;
    expect(mail).toMatchObject({ kind: "email", subject: "hi" });
    expect(mail.body).toMatch(/^welcome\n/);

    const unsubscribe = /http\S+/.exec(mail.body)![0];
    expect((await fetch(unsubscribe)).status).toBe(200);
    const { Subscriptions } = await fixture.sns.send(
      new ListSubscriptionsByTopicCommand({ TopicArn }),
    );
    expect(Subscriptions).toEqual([]);
  });

  test("an HTTP endpoint confirms by a token and then gets the envelope", async () => {
    const TopicArn = await fixture.aTopic();
    const Endpoint = `https://example.com/${randomUUID()}`;
    await fixture.subscribe({ TopicArn, Protocol: "https", Endpoint });
    const [request] = fixture.local.cloud.inbox.read(Endpoint);
    expect(request!.headers!["x-amz-sns-message-type"]).toBe("SubscriptionConfirmation");
    const { SubscribeURL } = JSON.parse(request!.body) as { SubscribeURL: string };
    await fetch(SubscribeURL);
    await fixture.publish({ TopicArn, Message: "ping" });
    const delivered = fixture.local.cloud.inbox.read(Endpoint).at(-1)!;
    expect(delivered.kind).toBe("http");
    expect(JSON.parse(delivered.body)).toMatchObject({ Type: "Notification", Message: "ping" });
  });

  test("a token is good for two days", async () => {
    const TopicArn = await fixture.aTopic();
    const Endpoint = `${randomUUID()}@example.com`;
    await fixture.subscribe({ TopicArn, Protocol: "email", Endpoint });
    const link = /http\S+/.exec(fixture.local.cloud.inbox.read(Endpoint)[0]!.body)![0];
    await fixture.clock.advance(2 * 24 * 3600 * 1000);
    const answer = await fetch(link);
    expect(answer.status).toBe(400);
    expect(await answer.text()).toContain("Invalid parameter: Token");
  });

  test("subscribing again answers the same subscription unless its attributes differ", async () => {
    const TopicArn = await fixture.aTopic();
    const { arn } = await fixture.aQueue();
    const first = await fixture.subscribe({ TopicArn, Endpoint: arn, Attributes: raw });
    expect(await fixture.subscribe({ TopicArn, Endpoint: arn, Attributes: raw })).toBe(first);
    await expect(fixture.subscribe({ TopicArn, Endpoint: arn })).rejects.toThrow(
      "Subscription already exists with different attributes",
    );
    const { Attributes } = await fixture.sns.send(
      new GetSubscriptionAttributesCommand({ SubscriptionArn: first }),
    );
    expect(Attributes).toEqual({
      ConfirmationWasAuthenticated: "true",
      Endpoint: arn,
      Owner: "000000000000",
      PendingConfirmation: "false",
      Protocol: "sqs",
      RawMessageDelivery: "true",
      SubscriptionArn: first,
      SubscriptionPrincipal: "arn:aws:iam::000000000000:root",
      TopicArn,
    });
    await fixture.sns.send(new UnsubscribeCommand({ SubscriptionArn: first }));
    await fixture.sns.send(new UnsubscribeCommand({ SubscriptionArn: first }));
    await expect(
      fixture.sns.send(new GetSubscriptionAttributesCommand({ SubscriptionArn: first })),
    ).rejects.toMatchObject({ name: "NotFoundException", message: "Subscription does not exist" });
  });

  test.each([
    [
      { Protocol: "test-protocol", Endpoint: "x" },
      "Amazon SNS does not support this protocol string: test-protocol",
    ],
    [{ Protocol: "sqs", Endpoint: "http://queue" }, "Invalid parameter: SQS endpoint ARN"],
    [{ Protocol: "email", Endpoint: "nobody" }, "Invalid parameter: Email address"],
    [{ Protocol: "https", Endpoint: "http://x" }, "Endpoint must match the specified protocol"],
    [
      {
        Endpoint: "arn:aws:sqs:eu-west-1:000000000000:q",
        Attributes: { RawMessageDelivery: "wrongvalue" },
      },
      "Invalid parameter: Attributes Reason: RawMessageDelivery: Invalid value [wrongvalue]. Must be true or false.",
    ],
    [
      {
        Endpoint: "arn:aws:sqs:eu-west-1:000000000000:q",
        Attributes: { FilterPolicy: '{"key":[["value"]]}' },
      },
      "Invalid parameter: Attributes Reason: FilterPolicy: Match value must be String, number, true, false, or null",
    ],
  ])("refuses %j", async (over, message) => {
    const TopicArn = await fixture.aTopic();
    await expect(fixture.subscribe({ TopicArn, ...over })).rejects.toThrow(message);
  });

  test("does not pretend to deliver to what is not emulated", async () => {
    const TopicArn = await fixture.aTopic();
    await expect(
      fixture.subscribe({ TopicArn, Protocol: "firehose", Endpoint: "arn:x" }),
    ).rejects.toThrow(/protocol firehose is not emulated/);
  });

  test("attributes can be changed later", async () => {
    const TopicArn = await fixture.aTopic();
    const { url, arn } = await fixture.aQueue();
    const SubscriptionArn = await fixture.subscribe({ TopicArn, Endpoint: arn });
    const set = (AttributeName: string, AttributeValue: string) =>
      fixture.sns.send(
        new SetSubscriptionAttributesCommand({ SubscriptionArn, AttributeName, AttributeValue }),
      );
    await set("RawMessageDelivery", "true");
    await set("FilterPolicy", '{"kind":["a"]}');
    await fixture.publish({ TopicArn, Message: "filtered" });
    await set("FilterPolicy", "");
    await fixture.publish({ TopicArn, Message: "open" });
    expect(await fixture.bodies(url)).toEqual(["open"]);
    await expect(set("Fake", "1")).rejects.toThrow("Invalid parameter: AttributeName");
    await expect(set("RedrivePolicy", '{"deadLetterTargetArn":"x"}')).rejects.toThrow(
      "Invalid parameter: RedrivePolicy: deadLetterTargetArn is an invalid arn",
    );
  });
});
