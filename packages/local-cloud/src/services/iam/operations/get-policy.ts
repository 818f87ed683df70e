import type * as Iam from "@aws-sdk/client-iam";
import type { Operation } from "../../../service.ts";
import { requirePolicy, type IamState } from "../state.ts";
import { policyView } from "../views.ts";

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetPolicy.html */
export const getPolicy: Operation<typeof Iam, "GetPolicy", IamState> = (input, { state }) => ({
  Policy: policyView(state, requirePolicy(state, input.PolicyArn)),
});
