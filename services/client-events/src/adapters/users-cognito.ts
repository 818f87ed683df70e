import {
  AdminUpdateUserAttributesCommand,
  type CognitoIdentityProviderClient,
} from "@aws-sdk/client-cognito-identity-provider";
import { UnavailableError } from "@blueprints/lambda-kit/errors";
import type { Users } from "../app/ports.ts";

/** The users of a Cognito user pool. */
export function cognitoUsers(client: CognitoIdentityProviderClient): Users {
  return {
    async setClientId({ userPoolId, userName, clientId }) {
      const command = new AdminUpdateUserAttributesCommand({
        UserPoolId: userPoolId,
        Username: userName,
        UserAttributes: [{ Name: "custom:clientId", Value: clientId }],
      });
      try {
        await client.send(command);
      } catch (cause) {
        throw new UnavailableError("UsersUnavailable", "cannot write the client id", { cause });
      }
    },
  };
}
