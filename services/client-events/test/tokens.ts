import {
  base64url,
  exportJWK,
  exportSPKI,
  generateKeyPair,
  SignJWT,
  UnsecuredJWT,
  type JWK,
  type JWTHeaderParameters,
  type JWTPayload,
} from "jose";
import type { webcrypto } from "node:crypto";

/** What a pool's key is called, and what it is. */
export interface Signer {
  readonly kid: string;
  readonly privateKey: webcrypto.CryptoKey;
  readonly publicKey: webcrypto.CryptoKey;
  readonly jwk: JWK;
}

/** Makes a key as a pool has it. */
export async function aSigner(kid: string): Promise<Signer> {
  const { privateKey, publicKey } = await generateKeyPair("RS256", { extractable: true });
  const jwk = { ...(await exportJWK(publicKey)), kid, alg: "RS256", use: "sig" };
  return { kid, privateKey, publicKey, jwk };
}

/** What a good access token says; times are seconds since the Unix epoch. */
export function goodClaims(issuer: string, appClientId: string): JWTPayload {
  const now = Math.floor(Date.now() / 1000);
  return {
    iss: issuer,
    sub: "8a1f2b3c-0000-4000-8000-000000000001",
    token_use: "access",
    client_id: appClientId,
    clientId: "0f8fad5b-d9cb-569f-a165-70867728950e",
    scope: "aws.cognito.signin.user.admin",
    iat: now - 10,
    exp: now + 300,
    jti: "j-1",
    username: "anna",
  };
}

/** Signs claims with a key, under a header of one's own. */
export async function sign(
  { kid, privateKey }: Signer,
  claims: JWTPayload,
  header: Partial<JWTHeaderParameters> = {},
): Promise<string> {
  return new SignJWT(claims).setProtectedHeader({ alg: "RS256", kid, ...header }).sign(privateKey);
}

/** A token that somebody sends who has no key of the pool, or has one for something else. */
export interface HostileToken {
  readonly name: string;
  readonly token: string;
}

function encode(value: unknown): string {
  return base64url.encode(JSON.stringify(value));
}

/**
 * Every way to lie in a token that we know. `pool` signs the tokens that are wrong in what they say; a test
 * that has no key of the pool leaves it out, and gets those that need none.
 */
export async function hostileTokens(
  good: string,
  { claims, known, pool }: { claims: JWTPayload; known: JWK; pool?: Signer },
): Promise<readonly HostileToken[]> {
  const thief = await aSigner(known.kid ?? "");
  const [header = "", payload = "", signature = ""] = good.split(".");
  const spki = await exportSPKI(await publicKeyOf(known));
  const hs256 = await new SignJWT(claims)
    .setProtectedHeader({ alg: "HS256", kid: known.kid ?? "" })
    .sign(new TextEncoder().encode(spki));
  const elsewhere = "http://169.254.169.254/jwks.json";
  const now = Math.floor(Date.now() / 1000);
  const signed = async (over: JWTPayload): Promise<string> =>
    pool === undefined ? "" : sign(pool, { ...claims, ...over });
  const withoutExpiry = { ...claims };
  delete withoutExpiry.exp;
  const ofPool: readonly HostileToken[] =
    pool === undefined
      ? []
      : [
          { name: "expired", token: await signed({ exp: now - 1 }) },
          { name: "without an expiry", token: await sign(pool, withoutExpiry) },
          { name: "not yet valid", token: await signed({ nbf: now + 300 }) },
          { name: "issued in the future", token: await signed({ iat: now + 3600 }) },
          { name: "of another pool", token: await signed({ iss: `${claims.iss}2` }) },
          { name: "of another app client", token: await signed({ client_id: "other" }) },
          {
            name: "with an audience for a client",
            token: await signed({ client_id: undefined, aud: "x" }),
          },
          { name: "an id token", token: await signed({ token_use: "id" }) },
          { name: "without a use", token: await signed({ token_use: undefined }) },
          { name: "under an unknown kid", token: await sign(pool, claims, { kid: "unknown" }) },
          { name: "under a path for a kid", token: await sign(pool, claims, { kid: "../../x" }) },
          {
            name: "with an own critical header",
            token: `${encode({ alg: "RS256", kid: pool.kid, crit: ["x"], x: 1 })}.${payload}.${signature}`,
          },
        ];
  return [
    ...ofPool,
    { name: "alg none", token: new UnsecuredJWT(claims).encode() },
    {
      name: "alg none with a signature",
      token: `${encode({ alg: "none", kid: known.kid })}.${payload}.${signature}`,
    },
    { name: "HS256 with the public key", token: hs256 },
    { name: "signed by somebody else under the pool's kid", token: await sign(thief, claims) },
    {
      name: "with a jku that points elsewhere",
      token: await sign(thief, claims, { kid: "k2", jku: elsewhere }),
    },
    {
      name: "with an x5u that points elsewhere",
      token: await sign(thief, claims, { x5u: elsewhere }),
    },
    { name: "with its own key", token: await sign(thief, claims, { jwk: thief.jwk }) },
    { name: "without a kid", token: await signWithoutKid(thief, claims) },
    {
      name: "tampered",
      token: `${header}.${encode({ ...claims, clientId: "somebody-else" })}.${signature}`,
    },
    { name: "with a signature cut short", token: `${header}.${payload}.${signature.slice(0, -8)}` },
    { name: "with no signature", token: `${header}.${payload}.` },
    { name: "garbage", token: "garbage" },
    { name: "three parts of garbage", token: "a.b.c" },
    { name: "JSON that is no object", token: `${encode([])}.${encode("x")}.${signature}` },
    { name: "of 10 KB", token: `${header}.${payload}.${"A".repeat(10_000)}` },
    { name: "twice", token: `${good}, ${good}` },
    { name: "behind another scheme", token: `Basic ${good}` },
  ];
}

async function signWithoutKid({ privateKey }: Signer, claims: JWTPayload): Promise<string> {
  return new SignJWT(claims).setProtectedHeader({ alg: "RS256" }).sign(privateKey);
}

async function publicKeyOf(jwk: JWK): Promise<webcrypto.CryptoKey> {
  const algorithm = { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" };
  return crypto.subtle.importKey("jwk", jwk, algorithm, true, ["verify"]);
}
