import type * as Iam from "@aws-sdk/client-iam";
import type { Operation } from "../../../service.ts";
import type { IamState } from "../state.ts";

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListUsers.html */
export const listUsers: Operation<typeof Iam, "ListUsers", IamState> = () => ({
  Users: [],
  IsTruncated: false,
});
