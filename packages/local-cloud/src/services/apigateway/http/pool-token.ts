import { decodeJwt, errors, jwtVerify, type JWTPayload, type JWTVerifyGetKey } from "jose";
import { asText } from "../as-text.ts";

/** Whose tokens count. */
export interface PoolTrust {
  readonly poolIds: readonly string[];
  /** The keys of an issuer; `undefined` for one that is not to be asked. */
  keysOf(issuer: string, poolId: string): JWTVerifyGetKey | undefined;
  /** Milliseconds since the Unix epoch. */
  readonly now: number;
  /** With scopes an access token is asked for that has one of them; without, an id token. */
  readonly scopes: readonly string[];
}

/** What a token turned out to be. */
export type PoolToken =
  | { readonly claims: Readonly<Record<string, string>> }
  | { readonly refused: "expired" | "invalid" };

const INVALID = { refused: "invalid" } as const;

/**
 * Checks a token of a user pool; its claims become text.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-integrate-with-cognito.html
 */
export async function verifyPoolToken(token: string, trust: PoolTrust): Promise<PoolToken> {
  const issuer = issuerOf(token);
  const poolId = issuer.split("/").at(-1) ?? "";
  const keys = trust.poolIds.includes(poolId) ? trust.keysOf(issuer, poolId) : undefined;
  if (keys === undefined) return INVALID;
  try {
    const currentDate = new Date(trust.now);
    const options = { issuer, algorithms: ["RS256"], currentDate };
    const { payload } = await jwtVerify(token, keys, options);
    return isWanted(payload, trust.scopes) ? { claims: textsOf(payload) } : INVALID;
  } catch (error) {
    if (error instanceof errors.JWTExpired) return { refused: "expired" };
    if (error instanceof errors.JOSEError || error instanceof TypeError) return INVALID;
    throw error;
  }
}

function issuerOf(token: string): string {
  try {
    return decodeJwt(token).iss ?? "";
  } catch {
    return ""; // no token at all, and so of no pool
  }
}

function isWanted(payload: JWTPayload, scopes: readonly string[]): boolean {
  if (payload.exp === undefined) return false;
  if (scopes.length === 0) return payload["token_use"] === "id";
  const granted = asText(payload["scope"]).split(" ");
  return payload["token_use"] === "access" && scopes.some((scope) => granted.includes(scope));
}

function textsOf(payload: JWTPayload): Record<string, string> {
  const texts = Object.entries(payload).map(([name, claim]) => [
    name,
    Array.isArray(claim) ? claim.map(asText).join(",") : asText(claim),
  ]);
  return Object.fromEntries(texts);
}
