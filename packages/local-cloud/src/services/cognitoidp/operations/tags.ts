import { findPool, type Pool, type PoolsOperation, type PoolsState } from "../state.ts";

function poolOf(state: PoolsState, arn = ""): Pool {
  return findPool(state, arn.split("userpool/").at(-1));
}

/** @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_TagResource.html */
export const tagResource: PoolsOperation<"TagResource"> = ({ ResourceArn, Tags }, { state }) => {
  const pool = poolOf(state, ResourceArn);
  state.pools.put(pool.id, { ...pool, tags: { ...pool.tags, ...Tags } });
  return {};
};

/** @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UntagResource.html */
export const untagResource: PoolsOperation<"UntagResource"> = (
  { ResourceArn, TagKeys = [] },
  { state },
) => {
  const pool = poolOf(state, ResourceArn);
  const kept = Object.entries(pool.tags).filter(([key]) => !TagKeys.includes(key));
  state.pools.put(pool.id, { ...pool, tags: Object.fromEntries(kept) });
  return {};
};

/** @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListTagsForResource.html */
export const listTagsForResource: PoolsOperation<"ListTagsForResource"> = (
  { ResourceArn },
  { state },
) => ({ Tags: { ...poolOf(state, ResourceArn).tags } });
