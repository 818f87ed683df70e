import { createLocalJWKSet, exportJWK, generateKeyPair, SignJWT, type JWTPayload } from "jose";
import { beforeAll, describe, expect, test } from "vitest";
import { verifyPoolToken, type PoolTrust } from "./pool-token.ts";

const NOON = Date.UTC(2026, 0, 15, 12);
const POOL = "eu-west-1_abc";
const ISSUER = `https://issuer.example/${POOL}`;

let sign: (claims: JWTPayload, issuer?: string) => Promise<string>;
let trust: PoolTrust;

beforeAll(async () => {
  const { privateKey, publicKey } = await generateKeyPair("RS256");
  const keys = createLocalJWKSet({
    keys: [{ ...(await exportJWK(publicKey)), kid: "k", alg: "RS256" }],
  });
  sign = (claims, issuer = ISSUER) =>
    new SignJWT(claims)
      .setProtectedHeader({ alg: "RS256", kid: "k" })
      .setIssuer(issuer)
      .setExpirationTime(new Date(NOON + 1000))
      .sign(privateKey);
  trust = {
    poolIds: [POOL],
    keysOf: (issuer) => (issuer === ISSUER ? keys : undefined),
    now: NOON,
    scopes: [],
  };
});

describe("a token of a user pool", () => {
  test("gives its claims as text", async () => {
    const token = await sign({ sub: "u", token_use: "id", "cognito:groups": ["a", "b"], n: 7 });
    expect(await verifyPoolToken(token, trust)).toEqual({
      claims: {
        sub: "u",
        token_use: "id",
        "cognito:groups": "a,b",
        n: "7",
        iss: ISSUER,
        exp: String(NOON / 1000 + 1),
      },
    });
  });

  test("for access counts only where a scope is asked for that it has", async () => {
    const token = await sign({ token_use: "access", scope: "read write" });
    expect(await verifyPoolToken(token, trust)).toEqual({ refused: "invalid" });
    expect(await verifyPoolToken(token, { ...trust, scopes: ["write"] })).toHaveProperty("claims");
    expect(await verifyPoolToken(token, { ...trust, scopes: ["admin"] })).toEqual({
      refused: "invalid",
    });
  });

  test("does not count when it is expired, of another pool, or signed by another", async () => {
    const token = await sign({ token_use: "id" });
    expect(await verifyPoolToken(token, { ...trust, now: NOON + 60_000 })).toEqual({
      refused: "expired",
    });
    expect(await verifyPoolToken(token, { ...trust, poolIds: ["eu-west-1_xyz"] })).toEqual({
      refused: "invalid",
    });
    const foreign = await sign({ token_use: "id" }, `https://evil.example/${POOL}`);
    expect(await verifyPoolToken(foreign, trust)).toEqual({ refused: "invalid" });
    expect(await verifyPoolToken(`${token.slice(0, -8)}AAAAAAAA`, trust)).toEqual({
      refused: "invalid",
    });
    expect(await verifyPoolToken("no token", trust)).toEqual({ refused: "invalid" });
  });
});
