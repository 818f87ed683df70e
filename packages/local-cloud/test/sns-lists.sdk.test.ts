import {
  GetTopicAttributesCommand,
  ListSubscriptionsCommand,
  ListTagsForResourceCommand,
  SetTopicAttributesCommand,
  TagResourceCommand,
  UntagResourceCommand,
} from "@aws-sdk/client-sns";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startSns, type SnsFixture } from "./sns-fixture.ts";

let fixture: SnsFixture;

beforeAll(async () => {
  fixture = await startSns();
});
afterAll(() => fixture.local.stop());

test("the subscriptions of all topics are listed, 100 to a page", async () => {
  const { sns } = fixture;
  const [one, two] = [await fixture.aTopic(), await fixture.aTopic()];
  for (let index = 0; index < 101; index += 1) {
    await fixture.subscribe({
      TopicArn: index % 2 === 0 ? one : two,
      Protocol: "email",
      Endpoint: `reader-${index}@example.com`,
    });
  }
  const first = await sns.send(new ListSubscriptionsCommand({}));
  expect(first.Subscriptions?.length).toBe(100);
  const rest = await sns.send(new ListSubscriptionsCommand({ NextToken: first.NextToken }));
  expect(rest.NextToken).toBeUndefined();
  const all = [...(first.Subscriptions ?? []), ...(rest.Subscriptions ?? [])];
  expect(new Set(all.map(({ Endpoint }) => Endpoint)).size).toBe(101);
  expect(new Set(all.map(({ TopicArn }) => TopicArn))).toEqual(new Set([one, two]));
  await expect(sns.send(new ListSubscriptionsCommand({ NextToken: "x" }))).rejects.toMatchObject({
    name: "InvalidParameterException",
  });
});

test("the tags of a topic come and go", async () => {
  const { sns } = fixture;
  const ResourceArn = await fixture.aTopic();
  const Tags = [
    { Key: "team", Value: "a" },
    { Key: "tier", Value: "1" },
  ];
  await sns.send(new TagResourceCommand({ ResourceArn, Tags }));
  await sns.send(new UntagResourceCommand({ ResourceArn, TagKeys: ["tier"] }));
  const found = await sns.send(new ListTagsForResourceCommand({ ResourceArn }));
  expect(found.Tags).toEqual([{ Key: "team", Value: "a" }]);
  const twice = { ResourceArn, Tags: [Tags[0]!, Tags[0]!] };
  await expect(sns.send(new TagResourceCommand(twice))).rejects.toMatchObject({
    name: "InvalidParameterException",
  });
  const none = { ResourceArn: `${ResourceArn}-none`, TagKeys: ["a"] };
  await expect(sns.send(new UntagResourceCommand(none))).rejects.toMatchObject({
    name: "ResourceNotFoundException",
    $metadata: { httpStatusCode: 404 },
  });
});

test.each(["Policy", "DeliveryPolicy"])("the %s of a topic is a JSON object", async (name) => {
  const { sns } = fixture;
  const TopicArn = await fixture.aTopic();
  const set = (AttributeValue: string) =>
    sns.send(new SetTopicAttributesCommand({ TopicArn, AttributeName: name, AttributeValue }));
  for (const wrong of ["{", "[]", "null"]) {
    await expect(set(wrong)).rejects.toMatchObject({ name: "InvalidParameterException" });
  }
  await set('{"Statement":[]}');
  const { Attributes } = await sns.send(new GetTopicAttributesCommand({ TopicArn }));
  expect(Attributes?.[name]).toBe('{"Statement":[]}');
  await set("");
});
