import { CognitoIdentityProviderClient } from "@aws-sdk/client-cognito-identity-provider";
import { awsClientSettings, AWS_VARIABLES } from "@blueprints/lambda-kit/aws-client";
import { invocationLog } from "@blueprints/lambda-kit/observe";
import middy from "@middy/core";
import { cognitoUsers } from "../adapters/users-cognito.ts";
import { assignClientId } from "../app/assign-client-id.ts";
import { readEnv } from "../env.ts";
import { readTriggerEvent } from "../schemas/user-pool-trigger.ts";

const users = cognitoUsers(
  new CognitoIdentityProviderClient(awsClientSettings(readEnv(AWS_VARIABLES))),
);

/**
 * `PostConfirmation` of the user pool: makes a client of a user who has signed up. Cognito asks also when
 * somebody has confirmed a forgotten password, who is a client already.
 */
export const handler = middy()
  .use(invocationLog())
  .handler(async (event: unknown) => {
    const { triggerSource, user } = readTriggerEvent(event);
    if (triggerSource === "PostConfirmation_ConfirmSignUp") await assignClientId({ users }, user);
    return event;
  });
