import {
  CreateTopicCommand,
  DeleteTopicCommand,
  GetTopicAttributesCommand,
  ListTagsForResourceCommand,
  ListTopicsCommand,
  PublishBatchCommand,
  PublishCommand,
} from "@aws-sdk/client-sns";
import { DeleteQueueCommand } from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startSns, type SnsFixture } from "./sns-fixture.ts";

let fixture: SnsFixture;

beforeAll(async () => {
  fixture = await startSns();
});
afterAll(() => fixture.local.stop());

const raw = { RawMessageDelivery: "true" };

function attributes(price: string, colours: string) {
  return {
    price: { DataType: "Number", StringValue: price },
    colours: { DataType: "String.Array", StringValue: colours },
  };
}

describe("topics", () => {
  test("a topic is made once and listed with its attributes and tags", async () => {
    const create = new CreateTopicCommand({
      Name: "orders",
      Attributes: { DisplayName: "Orders" },
      Tags: [{ Key: "team", Value: "a" }],
    });
    const { TopicArn } = await fixture.sns.send(create);
    expect(TopicArn).toBe("arn:aws:sns:eu-west-1:000000000000:orders");
    expect((await fixture.sns.send(create)).TopicArn).toBe(TopicArn);
    const { Attributes } = await fixture.sns.send(new GetTopicAttributesCommand({ TopicArn }));
    expect(Attributes).toMatchObject({
      DisplayName: "Orders",
      Owner: "000000000000",
      SubscriptionsConfirmed: "0",
      SubscriptionsPending: "0",
    });
    const { Tags } = await fixture.sns.send(
      new ListTagsForResourceCommand({ ResourceArn: TopicArn }),
    );
    expect(Tags).toEqual([{ Key: "team", Value: "a" }]);
    const { Topics } = await fixture.sns.send(new ListTopicsCommand({}));
    expect(Topics).toContainEqual({ TopicArn });
    await fixture.sns.send(new DeleteTopicCommand({ TopicArn }));
    await expect(
      fixture.sns.send(new GetTopicAttributesCommand({ TopicArn })),
    ).rejects.toMatchObject({
      name: "NotFoundException",
      message: "Topic does not exist",
    });
  });

  test.each([
    [{ Name: "with space" }, "Invalid parameter: Topic Name"],
    [{ Name: "f", Attributes: { FifoTopic: "true" } }, /must end with .fifo/],
    [{ Name: "x", Attributes: { Nope: "1" } }, "Invalid parameter: AttributeName"],
  ])("refuses to make %j", async (input, message) => {
    await expect(fixture.sns.send(new CreateTopicCommand(input))).rejects.toThrow(message);
  });

  test("refuses an ARN that is none", async () => {
    const get = new GetTopicAttributesCommand({ TopicArn: "randomstring" });
    await expect(fixture.sns.send(get)).rejects.toThrow(
      "Invalid parameter: TopicArn Reason: An ARN must have at least 6 elements, not 1",
    );
  });
});

describe("delivery to queues", () => {
  test("a queue gets SNS's envelope", async () => {
    const TopicArn = await fixture.aTopic();
    const { url, arn } = await fixture.aQueue();
    const SubscriptionArn = await fixture.subscribe({ TopicArn, Endpoint: arn });
    const MessageId = await fixture.publish({
      TopicArn,
      Subject: "greeting",
      Message: "hello",
      MessageAttributes: { city: { DataType: "String", StringValue: "Zürich" } },
    });
    const [message] = await fixture.received(url);
    expect(message!.Body).toMatch(/^\{\n  "Type" : "Notification",\n  "MessageId" : "/);
    expect(JSON.parse(message!.Body!)).toEqual({
      Type: "Notification",
      MessageId,
      TopicArn,
      Subject: "greeting",
      Message: "hello",
      Timestamp: new Date(fixture.clock.now()).toISOString(),
      SignatureVersion: "1",
      Signature: expect.stringMatching(/^[\w+/]{342}==$/),
      SigningCertURL: expect.any(String),
      UnsubscribeURL: `${fixture.local.endpoint}/?Action=Unsubscribe&SubscriptionArn=${SubscriptionArn}&Version=2010-03-31`,
      MessageAttributes: { city: { Type: "String", Value: "Zürich" } },
    });
    expect(message!.MessageAttributes).toBeUndefined();
  });

  test("raw delivery gives the message and its attributes", async () => {
    const TopicArn = await fixture.aTopic();
    const { url, arn } = await fixture.aQueue();
    await fixture.subscribe({ TopicArn, Endpoint: arn, Attributes: raw });
    const MessageAttributes = {
      n: { DataType: "Number", StringValue: "99.12" },
      b: { DataType: "Binary", BinaryValue: new Uint8Array([2, 3, 4]) },
    };
    await fixture.publish({ TopicArn, Message: "Test msg", MessageAttributes });
    const [message] = await fixture.received(url);
    expect(message!.Body).toBe("Test msg");
    expect(message!.MessageAttributes!["n"]).toEqual(MessageAttributes.n);
    expect([...message!.MessageAttributes!["b"]!.BinaryValue!]).toEqual([2, 3, 4]);
  });

  test("a protocol gets its own body of a JSON message", async () => {
    const TopicArn = await fixture.aTopic();
    const { url, arn } = await fixture.aQueue();
    await fixture.subscribe({ TopicArn, Endpoint: arn, Attributes: raw });
    const Message = JSON.stringify({ default: "for all", sqs: "for queues", other: 1 });
    await fixture.publish({ TopicArn, Message, MessageStructure: "json" });
    expect(await fixture.bodies(url)).toEqual(["for queues"]);
  });

  test("a filter on attributes lets through what matches", async () => {
    const TopicArn = await fixture.aTopic();
    const { url, arn } = await fixture.aQueue();
    const FilterPolicy = JSON.stringify({
      price: [{ numeric: [">", 0, "<=", 100] }],
      colours: ["red"],
    });
    await fixture.subscribe({ TopicArn, Endpoint: arn, Attributes: { ...raw, FilterPolicy } });
    await fixture.publish({
      TopicArn,
      Message: "in",
      MessageAttributes: attributes("1e2", '["red","x"]'),
    });
    await fixture.publish({
      TopicArn,
      Message: "dear",
      MessageAttributes: attributes("101", '["red"]'),
    });
    await fixture.publish({
      TopicArn,
      Message: "blue",
      MessageAttributes: attributes("5", '["blue"]'),
    });
    await fixture.publish({ TopicArn, Message: "bare" });
    expect(await fixture.bodies(url)).toEqual(["in"]);
  });

  test("a filter on the body reads it as JSON", async () => {
    const TopicArn = await fixture.aTopic();
    const { url, arn } = await fixture.aQueue();
    const Attributes = {
      ...raw,
      FilterPolicy: JSON.stringify({ store: { city: [{ prefix: "Z" }] } }),
      FilterPolicyScope: "MessageBody",
    };
    await fixture.subscribe({ TopicArn, Endpoint: arn, Attributes });
    const inside = JSON.stringify({ store: { city: "Zug" } });
    await fixture.publish({ TopicArn, Message: inside });
    await fixture.publish({ TopicArn, Message: JSON.stringify({ store: { city: "Bern" } }) });
    await fixture.publish({ TopicArn, Message: "Zug" });
    expect(await fixture.bodies(url)).toEqual([inside]);
  });

  test("what cannot be delivered goes to the dead-letter queue", async () => {
    const TopicArn = await fixture.aTopic();
    const queue = await fixture.aQueue();
    const deadLetters = await fixture.aQueue();
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: deadLetters.arn });
    await fixture.subscribe({
      TopicArn,
      Endpoint: queue.arn,
      Attributes: { ...raw, RedrivePolicy },
    });
    await fixture.sqs.send(new DeleteQueueCommand({ QueueUrl: queue.url }));
    await fixture.publish({ TopicArn, Message: "stranded" });
    expect(await fixture.bodies(deadLetters.url)).toEqual(["stranded"]);
  });

  test("a failing queue is tried again until it recovers", async () => {
    const TopicArn = await fixture.aTopic();
    const { url, arn } = await fixture.aQueue();
    await fixture.subscribe({ TopicArn, Endpoint: arn, Attributes: raw });
    fixture.local.cloud.chaos.set([
      { service: "sqs", operation: "SendMessage", fault: "error", times: 4 },
    ]);
    await fixture.publish({ TopicArn, Message: "late" });
    expect(await fixture.bodies(url)).toEqual([]);
    await fixture.clock.advance(1000);
    await fixture.local.cloud.deliveries.idle();
    expect(await fixture.bodies(url)).toEqual(["late"]);
    fixture.local.cloud.chaos.set([]);
  });

  test("chaos can deliver a message twice", async () => {
    const TopicArn = await fixture.aTopic();
    const { url, arn } = await fixture.aQueue();
    await fixture.subscribe({ TopicArn, Endpoint: arn, Attributes: raw });
    fixture.local.cloud.chaos.set([
      { service: "sns", operation: "deliver", fault: "duplicate", times: 1, delayMs: 0 },
    ]);
    await fixture.publish({ TopicArn, Message: "twice" });
    expect(await fixture.bodies(url)).toEqual(["twice", "twice"]);
    fixture.local.cloud.chaos.set([]);
  });

  test("a FIFO topic delivers in order and once", async () => {
    const TopicArn = await fixture.aTopic({ FifoTopic: "true", ContentBasedDeduplication: "true" });
    const { url, arn } = await fixture.aQueue(true);
    await fixture.subscribe({ TopicArn, Endpoint: arn, Attributes: raw });
    const messages = Array.from({ length: 8 }, (_, index) => `m${index}`);
    for (const Message of [...messages, "m0"]) {
      await fixture.sns.send(new PublishCommand({ TopicArn, Message, MessageGroupId: "g" }));
    }
    await fixture.local.cloud.deliveries.idle();
    expect(await fixture.bodies(url)).toEqual(messages);
  });
});

describe("publishing", () => {
  test.each([
    [{ Message: "" }, "Invalid parameter: Empty message"],
    [{ Message: "m", Subject: "" }, "Invalid parameter: Subject"],
    [{ Message: "m", Subject: "a\nb" }, "Invalid parameter: Subject"],
    [{ Message: "x".repeat(262_145) }, "Invalid parameter: Message too long"],
    [
      { Message: "{", MessageStructure: "json" },
      "Invalid parameter: Message Structure - JSON message body failed to parse",
    ],
    [
      { Message: '{"sqs":"x"}', MessageStructure: "json" },
      "Invalid parameter: Message Structure - No default entry in JSON message body",
    ],
  ])("refuses a wrong message (%#)", async (over, message) => {
    const TopicArn = await fixture.aTopic();
    await expect(fixture.publish({ TopicArn, ...over })).rejects.toMatchObject({
      name: "InvalidParameterException",
      message,
    });
  });

  test("refuses an attribute without a value", async () => {
    const TopicArn = await fixture.aTopic();
    const MessageAttributes = { attr1: { DataType: "String", StringValue: "" } };
    await expect(
      fixture.publish({ TopicArn, Message: "m", MessageAttributes }),
    ).rejects.toMatchObject({
      name: "InvalidParameterValueException",
      message:
        "The message attribute 'attr1' must contain non-empty message attribute value for message attribute type 'String'.",
    });
  });

  test("a batch is published as a whole or not at all", async () => {
    const TopicArn = await fixture.aTopic();
    const { url, arn } = await fixture.aQueue();
    await fixture.subscribe({ TopicArn, Endpoint: arn, Attributes: raw });
    const batch = (messages: string[], ids = messages) =>
      fixture.sns.send(
        new PublishBatchCommand({
          TopicArn,
          PublishBatchRequestEntries: messages.map((Message, index) => ({
            Id: ids[index],
            Message,
          })),
        }),
      );
    const { Successful, Failed } = await batch(["a", "b"]);
    expect(Successful!.map(({ Id }) => Id)).toEqual(["a", "b"]);
    expect(Failed).toEqual([]);
    await expect(batch(["a", "b"], ["x", "x"])).rejects.toMatchObject({
      name: "BatchEntryIdsNotDistinctException",
    });
    await expect(batch(["a", ""], ["x", "y"])).rejects.toThrow("Invalid parameter: Empty message");
    await fixture.local.cloud.deliveries.idle();
    expect(await fixture.bodies(url)).toEqual(expect.arrayContaining(["a", "b"]));
  });

  test("a text message goes to the inbox", async () => {
    await fixture.publish({ PhoneNumber: "+41441234567", Message: "code 1234" });
    expect(fixture.local.cloud.inbox.read("+41441234567")).toMatchObject([
      { kind: "sms", body: "code 1234" },
    ]);
  });
});
