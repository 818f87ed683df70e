import type { Account } from "@aws-sdk/client-api-gateway";
import { present } from "../../../present.ts";
import { badRequest } from "../errors.ts";
import type { AccountRecord } from "../model.ts";
import { applyPatches, patchable } from "../patch.ts";
import type { RestContext, RestOperation } from "../state.ts";

const KEY = "account";
const LIMITS = { burstLimit: 5000, rateLimit: 10_000 }; // REST API quotas, per account and region

/** @see https://docs.aws.amazon.com/apigateway/latest/api/API_GetAccount.html */
export const getAccount: RestOperation<"GetAccount"> = (_input, ctx) => describe(read(ctx));

/** @see https://docs.aws.amazon.com/apigateway/latest/api/API_UpdateAccount.html */
export const updateAccount: RestOperation<"UpdateAccount"> = (input, ctx) => {
  const rules = patchable("text", "/cloudwatchRoleArn");
  const account = applyPatches(read(ctx), input.patchOperations, rules);
  const { cloudwatchRoleArn: role = "" } = account;
  if (role !== "" && !/^arn:aws[\w-]*:iam::\d{12}:role\/.+$/.test(role)) {
    throw badRequest(
      "The role ARN does not have required permissions configured. Please grant trust permission for API Gateway and add the required role policy.",
    );
  }
  ctx.state.account.put(KEY, account);
  return describe(account);
};

function read({ state }: RestContext): AccountRecord {
  return state.account.get(KEY) ?? {};
}

function describe({ cloudwatchRoleArn }: AccountRecord): Account {
  return {
    ...present({ cloudwatchRoleArn: cloudwatchRoleArn === "" ? undefined : cloudwatchRoleArn }),
    throttleSettings: LIMITS,
    features: ["UsagePlans"],
    apiKeyVersion: "4",
  };
}
