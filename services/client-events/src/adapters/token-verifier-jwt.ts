import { UnauthorizedError, UnavailableError } from "@blueprints/lambda-kit/errors";
import { JwksValidationError, JwkValidationError, JwtBaseError } from "aws-jwt-verify/error";
import type { JwksCache } from "aws-jwt-verify/jwk";
import { JwtVerifier } from "aws-jwt-verify/jwt-verifier";
import * as z from "zod/mini";
import type { Client, TokenVerifier } from "../app/ports.ts";

const LEEWAY_SECONDS = 60; // by which the clocks of Cognito and Lambda may differ

/** Whose tokens are taken, and for which app client. */
export interface TokenRules {
  /** `https://cognito-idp.<region>.amazonaws.com/<pool>`. */
  readonly issuer: string;
  readonly appClientId: string;
  readonly keys: JwksCache;
}

/** What an access token of Cognito says, beside what its signature covers anyway. */
function claimsFor(appClientId: string) {
  return z.object({
    sub: z.string().check(z.minLength(1)),
    exp: z.number(), // the verifier checks it only where there is one
    iat: z.number(),
    token_use: z.literal("access"),
    client_id: z.literal(appClientId),
    clientId: z.optional(z.string()),
  });
}

/** The issuer's fault, not the token's. */
function areBadKeys(error: JwtBaseError): boolean {
  return error instanceof JwksValidationError || error instanceof JwkValidationError;
}

/** Tells access tokens of a user pool by their signature, issuer, expiry, use and app client. */
export function jwtTokenVerifier({ issuer, appClientId, keys }: TokenRules): TokenVerifier {
  const Claims = claimsFor(appClientId);
  const jwksUri = `${issuer}/.well-known/jwks.json`; // of the issuer, whatever a token's header says
  const verifier = JwtVerifier.create({ issuer, audience: null, jwksUri }, { jwksCache: keys });

  const payloadOf = async (token: string): Promise<unknown> => {
    try {
      return await verifier.verify(token);
    } catch (cause) {
      if (cause instanceof JwtBaseError && !areBadKeys(cause)) {
        throw new UnauthorizedError("InvalidToken", cause.name, { cause });
      }
      throw new UnavailableError("KeysUnavailable", "the pool's keys cannot be read", { cause });
    }
  };

  return {
    async verify(token): Promise<Client> {
      const claims = Claims.safeParse(await payloadOf(token));
      if (!claims.success || claims.data.iat > Date.now() / 1000 + LEEWAY_SECONDS) {
        throw new UnauthorizedError("InvalidToken", "no access token for this app client");
      }
      const { sub, clientId } = claims.data;
      return { sub, clientId };
    },
  };
}
