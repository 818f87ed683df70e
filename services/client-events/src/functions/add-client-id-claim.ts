import { CognitoIdentityProviderClient } from "@aws-sdk/client-cognito-identity-provider";
import { awsClientSettings, AWS_VARIABLES } from "@blueprints/lambda-kit/aws-client";
import { invocationLog } from "@blueprints/lambda-kit/observe";
import middy from "@middy/core";
import { cognitoUsers } from "../adapters/users-cognito.ts";
import { assignClientId } from "../app/assign-client-id.ts";
import { readEnv } from "../env.ts";
import { readTriggerEvent, withAccessClaims } from "../schemas/user-pool-trigger.ts";

const users = cognitoUsers(
  new CognitoIdentityProviderClient(awsClientSettings(readEnv(AWS_VARIABLES))),
);

/**
 * `PreTokenGeneration`, version 2, of the user pool: puts the client's id into access tokens, which carry no
 * custom attributes by themselves. A user whose sign-up broke off before the id was written is given it here.
 */
export const handler = middy()
  .use(invocationLog())
  .handler(async (event: unknown) => {
    const { user } = readTriggerEvent(event);
    const clientId = await assignClientId({ users }, user);
    return withAccessClaims(event, { clientId });
  });
