import type * as Iam from "@aws-sdk/client-iam";
import type { Operation } from "../../../service.ts";
import type { IamState } from "../state.ts";

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListAccountAliases.html */
export const listAccountAliases: Operation<typeof Iam, "ListAccountAliases", IamState> = () => ({
  AccountAliases: [],
  IsTruncated: false,
});
