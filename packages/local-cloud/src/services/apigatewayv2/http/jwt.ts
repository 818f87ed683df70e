import { createRemoteJWKSet, errors, jwtVerify, type JWTPayload, type JWTVerifyGetKey } from "jose";
import * as z from "zod";
import type { Clock } from "../../../clock.ts";
import { notEmulated } from "../errors.ts";

/** Whom an authorizer trusts. */
export interface JwtRules {
  readonly issuer: string;
  readonly audience: readonly string[];
}

/** Checks tokens against the keys of their issuer. */
export interface JwtVerifier {
  /**
   * The claims of a token that counts; `undefined` for any that does not.
   *
   * @throws {AwsError} `NotEmulated` for an issuer that is not on this machine: the local cloud
   *   sends nothing to others.
   */
  verify(token: string, rules: JwtRules): Promise<JWTPayload | undefined>;
}

const ALGORITHMS = ["RS256", "RS384", "RS512"]; // HTTP APIs know RSA signatures only
const KEYS_FOR_MS = 2 * 3_600_000; // keys are cached for two hours
const MAX_TOKEN_CHARS = 8192;
const LOOPBACK = new Set(["127.0.0.1", "localhost", "[::1]"]);
const Discovery = z.object({ jwks_uri: z.url() });

/** Makes a verifier with an empty cache of keys. */
export function createJwtVerifier(clock: Clock): JwtVerifier {
  const keySets = new Map<string, Promise<JWTVerifyGetKey>>();

  const keysOf = (issuer: string): Promise<JWTVerifyGetKey> => {
    const known = keySets.get(issuer);
    if (known !== undefined) return known;
    const found = discover(issuer);
    keySets.set(issuer, found);
    found.catch(() => keySets.delete(issuer));
    return found;
  };

  return {
    async verify(token, { issuer, audience }) {
      if (token.length > MAX_TOKEN_CHARS || token.split(".").length !== 3) return undefined;
      checkLocal(issuer);
      const keys = await keysOf(issuer).catch(() => undefined);
      if (keys === undefined) return undefined; // the issuer cannot be reached: nobody gets in
      const currentDate = new Date(clock.now());
      try {
        const options = { issuer, algorithms: ALGORITHMS, currentDate };
        const { payload } = await jwtVerify(token, keys, options);
        return isFor(payload, audience) && notFromTheFuture(payload, clock) ? payload : undefined;
      } catch (error) {
        if (error instanceof errors.JOSEError || error instanceof TypeError) return undefined;
        throw error;
      }
    },
  };
}

/** `client_id` counts only in a token without `aud`. */
function isFor(payload: JWTPayload, audience: readonly string[]): boolean {
  const given = payload.aud ?? payload["client_id"];
  const names = Array.isArray(given) ? given : [given];
  return payload.exp !== undefined && names.some((name) => audience.includes(String(name)));
}

function notFromTheFuture({ iat }: JWTPayload, clock: Clock): boolean {
  return iat === undefined || iat * 1000 <= clock.now() + 1000;
}

function checkLocal(url: string): void {
  if (!LOOPBACK.has(new URL(url).hostname)) {
    throw notEmulated("CreateAuthorizer", `JWT issuer ${url}, which is not on this machine`);
  }
}

async function discover(issuer: string): Promise<JWTVerifyGetKey> {
  const url = `${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`;
  const response = await fetch(url, { redirect: "error", signal: AbortSignal.timeout(3000) });
  const { jwks_uri: keys } = Discovery.parse(await response.json());
  checkLocal(keys);
  return createRemoteJWKSet(new URL(keys), { cacheMaxAge: KEYS_FOR_MS, timeoutDuration: 3000 });
}
