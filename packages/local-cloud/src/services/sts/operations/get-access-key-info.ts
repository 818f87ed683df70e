import type * as Sts from "@aws-sdk/client-sts";
import type { Operation } from "../../../service.ts";

/** @see https://docs.aws.amazon.com/STS/latest/APIReference/API_GetAccessKeyInfo.html */
export const getAccessKeyInfo: Operation<typeof Sts, "GetAccessKeyInfo"> = (input, { cloud }) => {
  const keyId = input.AccessKeyId ?? "";
  const principal = cloud.sessions.principalOf(keyId);
  return { Account: principal?.accountId ?? cloud.config.accountId };
};
