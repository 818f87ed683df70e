import { checkConstraints, required } from "../constraints.ts";
import { findStream } from "../find-stream.ts";
import type { KinesisState } from "../kinesis-state.ts";
import { findResource, type Resource } from "../resource.ts";
import { checkTags } from "../tags.ts";
import type { KinesisOperation } from "./operation.ts";

const PAGE = 50; // tags

/** @see https://docs.aws.amazon.com/kinesis/latest/APIReference/API_AddTagsToStream.html */
export const addTagsToStream: KinesisOperation<"AddTagsToStream"> = (input, { state }) => {
  const { stream } = findStream(state, input);
  add(state, findResource(state, stream.arn), required(input.Tags, "Tags"));
  return {};
};

/** @see https://docs.aws.amazon.com/kinesis/latest/APIReference/API_RemoveTagsFromStream.html */
export const removeTagsFromStream: KinesisOperation<"RemoveTagsFromStream"> = (
  input,
  { state },
) => {
  const { stream } = findStream(state, input);
  remove(findResource(state, stream.arn), required(input.TagKeys, "TagKeys"));
  return {};
};

/** @see https://docs.aws.amazon.com/kinesis/latest/APIReference/API_ListTagsForStream.html */
export const listTagsForStream: KinesisOperation<"ListTagsForStream"> = (input, { state }) => {
  const { stream } = findStream(state, input);
  const after = input.ExclusiveStartTagKey ?? "";
  const tags = tagList(stream.tags).filter(({ Key }) => Key > after);
  const page = tags.slice(0, Math.min(input.Limit ?? PAGE, PAGE));
  return { Tags: page, HasMoreTags: page.length < tags.length };
};

/** @see https://docs.aws.amazon.com/kinesis/latest/APIReference/API_TagResource.html */
export const tagResource: KinesisOperation<"TagResource"> = (input, { state }) => {
  const resource = findResource(state, required(input.ResourceARN, "ResourceARN"));
  add(state, resource, required(input.Tags, "Tags"));
  return {};
};

/** @see https://docs.aws.amazon.com/kinesis/latest/APIReference/API_UntagResource.html */
export const untagResource: KinesisOperation<"UntagResource"> = (input, { state }) => {
  const resource = findResource(state, required(input.ResourceARN, "ResourceARN"));
  remove(resource, required(input.TagKeys, "TagKeys"));
  return {};
};

/** @see https://docs.aws.amazon.com/kinesis/latest/APIReference/API_ListTagsForResource.html */
export const listTagsForResource: KinesisOperation<"ListTagsForResource"> = (input, { state }) => {
  checkConstraints(input);
  const { tags } = findResource(state, required(input.ResourceARN, "ResourceARN"));
  return { Tags: tagList(tags) };
};

function add(
  state: KinesisState,
  resource: Resource,
  tags: Readonly<Record<string, string>>,
): void {
  const all = { ...resource.tags, ...tags };
  checkTags(resource.name, all, state);
  resource.saveTags(all);
}

function remove(resource: Resource, keys: readonly string[]): void {
  const kept = Object.entries(resource.tags).filter(([key]) => !keys.includes(key));
  resource.saveTags(Object.fromEntries(kept));
}

function tagList(tags: Readonly<Record<string, string>>): { Key: string; Value: string }[] {
  return Object.entries(tags)
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([Key, Value]) => ({ Key, Value }));
}
