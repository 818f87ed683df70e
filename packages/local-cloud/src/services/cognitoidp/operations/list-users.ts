import { page } from "../paging.ts";
import { findPool, type PoolsOperation } from "../state.ts";
import { userFilter } from "../user-filter.ts";
import { usersOf } from "../users.ts";
import { userView } from "../views.ts";

/** @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListUsers.html */
export const listUsers: PoolsOperation<"ListUsers"> = (input, { state }) => {
  const pool = findPool(state, input.UserPoolId);
  const all = usersOf(state, pool).filter(userFilter(input.Filter));
  const { items, next } = page(all, { token: input.PaginationToken, limit: input.Limit ?? 60 });
  return {
    Users: items.map((user) => userView(user, input.AttributesToGet)),
    PaginationToken: next,
  };
};
