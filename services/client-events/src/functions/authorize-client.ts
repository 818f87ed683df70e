import { errorKind } from "@blueprints/lambda-kit/errors";
import { invocationLog, logger } from "@blueprints/lambda-kit/observe";
import middy from "@middy/core";
import { signingKeys } from "../adapters/signing-keys.ts";
import { jwtTokenVerifier } from "../adapters/token-verifier-jwt.ts";
import { authorizeClient } from "../app/authorize-client.ts";
import { laneOf } from "../domain/lane.ts";
import { Name, PositiveCount, readEnv, Url } from "../env.ts";
import { AuthorizerEvent, policy, type AuthorizerAnswer } from "../schemas/authorizer.ts";

const env = readEnv({
  TOKEN_ISSUER: Url,
  APP_CLIENT_ID: Name,
  LANES: PositiveCount,
  LANE_KEYS_PREFIX: Name,
});
const tokens = jwtTokenVerifier({
  issuer: env.TOKEN_ISSUER,
  appClientId: env.APP_CLIENT_ID,
  keys: signingKeys(),
});

/** What API Gateway answers 401 to; every other error of an authorizer is its 500, here a 503. */
function unauthorized(): Error {
  return new Error("Unauthorized");
}

/**
 * Lets clients send events that have an access token of the pool for the app client, and says who they are.
 * Everything that is no such token ends as `Unauthorized`, a user without a client id in a policy that denies.
 */
export const handler = middy()
  .use(invocationLog())
  .handler(async (event: unknown): Promise<AuthorizerAnswer> => {
    const asked = AuthorizerEvent.safeParse(event);
    if (!asked.success) throw unauthorized();
    const { authorizationToken, methodArn } = asked.data;
    try {
      const { sub, clientId } = await authorizeClient({ tokens }, authorizationToken);
      const usageIdentifierKey = `${env.LANE_KEYS_PREFIX}-lane-${laneOf(clientId, env.LANES)}`;
      return { ...policy(sub, "Allow", methodArn), context: { clientId }, usageIdentifierKey };
    } catch (error) {
      const kind = errorKind(error);
      const code = error instanceof Error ? error.name : "UnknownError";
      if (kind === "forbidden") {
        logger.warn("client refused", { code });
        return { ...policy("nobody", "Deny", methodArn), context: {} };
      }
      if (kind !== "unauthorized") throw error;
      logger.info("token refused", { code });
      throw unauthorized();
    }
  });
