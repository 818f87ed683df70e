import { AwsError, NotEmulatedError } from "../../../errors.ts";
import { isEqual } from "../secret-hash.ts";
import { revokeSignIn, signInOf } from "../sign-ins.ts";
import { findClient, type Client, type PoolsOperation } from "../state.ts";

/**
 * A token that is no good any more is revoked already.
 *
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_RevokeToken.html
 */
export const revokeToken: PoolsOperation<"RevokeToken"> = (input, ctx) => {
  const { Token: token = "", ClientId, ClientSecret } = input;
  const { client } = findClient(ctx.state, ClientId);
  if (input.RevokeAssociatedSessions !== undefined) {
    throw new NotEmulatedError("cognito-idp:RevokeToken", "RevokeAssociatedSessions");
  }
  checkRevocable(client, ClientSecret);
  if (token.split(".").length === 3) {
    throw new AwsError("UnsupportedTokenTypeException", "Unsupported token type");
  }
  try {
    revokeSignIn(ctx.state, signInOf(ctx, { client, token }));
  } catch (error) {
    if (!(error instanceof AwsError) || error.code !== "NotAuthorizedException") throw error;
  }
  return {};
};

function checkRevocable({ secret, settings }: Client, given: string | undefined): void {
  if (secret !== undefined && !isEqual(secret, given ?? "")) {
    throw new AwsError("UnauthorizedException", "Invalid client or client secret.");
  }
  if (settings.EnableTokenRevocation === false) {
    throw new AwsError(
      "UnsupportedOperationException",
      "Token revocation is not enabled for this client.",
    );
  }
}
