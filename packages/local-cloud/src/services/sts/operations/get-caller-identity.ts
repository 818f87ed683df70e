import type * as Sts from "@aws-sdk/client-sts";
import type { Operation } from "../../../service.ts";
import { principalArn } from "../../../access/principal.ts";
import { userIdOf } from "../user-id.ts";

/** @see https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html */
export const getCallerIdentity: Operation<typeof Sts, "GetCallerIdentity"> = (
  _input,
  { principal, cloud },
) => ({
  Account: principal.accountId,
  Arn: principalArn(principal),
  UserId: userIdOf(principal, cloud),
});
