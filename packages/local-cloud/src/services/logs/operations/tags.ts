import { groupNameOf, groupOf, type LogsOperation, type LogsState } from "../state.ts";

/** @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_TagResource.html */
export const tagResource: LogsOperation<"TagResource"> = (input, { state }) => {
  addTags(state, groupNameOf(input.resourceArn ?? ""), input.tags ?? {});
  return {};
};

/** @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_UntagResource.html */
export const untagResource: LogsOperation<"UntagResource"> = (input, { state }) => {
  const { name } = groupOf(state, groupNameOf(input.resourceArn ?? ""));
  const gone = new Set(input.tagKeys ?? []);
  const tags = Object.entries(state.tags.get(name) ?? {}).filter(([key]) => !gone.has(key));
  state.tags.put(name, Object.fromEntries(tags));
  return {};
};

/** @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_ListTagsForResource.html */
export const listTagsForResource: LogsOperation<"ListTagsForResource"> = (input, { state }) => {
  const { name } = groupOf(state, groupNameOf(input.resourceArn ?? ""));
  return { tags: state.tags.get(name) ?? {} };
};

/** @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_TagLogGroup.html */
export const tagLogGroup: LogsOperation<"TagLogGroup"> = (input, { state }) => {
  addTags(state, input.logGroupName ?? "", input.tags ?? {});
  return {};
};

/** @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_ListTagsLogGroup.html */
export const listTagsLogGroup: LogsOperation<"ListTagsLogGroup"> = (input, { state }) => {
  const { name } = groupOf(state, input.logGroupName);
  return { tags: state.tags.get(name) ?? {} };
};

function addTags(state: LogsState, groupName: string, tags: Record<string, string>): void {
  const { name } = groupOf(state, groupName);
  state.tags.put(name, { ...state.tags.get(name), ...tags });
}
