import type * as Location from "@aws-sdk/client-location";
import type { Operation } from "../../../service.ts";
import { findIndex, type LocationState } from "../state.ts";

/** @see https://docs.aws.amazon.com/location/latest/APIReference/API_ListTagsForResource.html */
export const listTagsForResource: Operation<
  typeof Location,
  "ListTagsForResource",
  LocationState
> = (input, { state }) => ({ Tags: findIndex(state, input.ResourceArn).tags });

/** @see https://docs.aws.amazon.com/location/latest/APIReference/API_TagResource.html */
export const tagResource: Operation<typeof Location, "TagResource", LocationState> = (
  input,
  { state },
) => {
  const index = findIndex(state, input.ResourceArn);
  state.indexes.put(index.name, { ...index, tags: { ...index.tags, ...input.Tags } });
  return {};
};

/** @see https://docs.aws.amazon.com/location/latest/APIReference/API_UntagResource.html */
export const untagResource: Operation<typeof Location, "UntagResource", LocationState> = (
  input,
  { state },
) => {
  const index = findIndex(state, input.ResourceArn);
  const kept = Object.entries(index.tags).filter(([key]) => !input.TagKeys?.includes(key));
  state.indexes.put(index.name, { ...index, tags: Object.fromEntries(kept) });
  return {};
};
