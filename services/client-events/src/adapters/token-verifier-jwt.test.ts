import { beforeAll, describe, expect, test } from "vitest";
import { aSigner, goodClaims, hostileTokens, sign, type Signer } from "../../test/tokens.ts";
import { authorizeClient } from "../app/authorize-client.ts";
import { signingKeys } from "./signing-keys.ts";
import { jwtTokenVerifier } from "./token-verifier-jwt.ts";

const ISSUER = "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_pool";
const APP = "app-client";

/** The pool's keys behind a URL, and how often they were asked for. */
class KeyServer {
  readonly asked: string[] = [];
  keys: readonly Signer[] = [];
  isDown = false;

  readonly fetch = async (url: string): Promise<Response> => {
    this.asked.push(url);
    if (this.isDown) throw new TypeError("fetch failed");
    return Response.json({ keys: this.keys.map(({ jwk }) => jwk) });
  };
}

function aVerifier(server: KeyServer, now: () => number = () => 0) {
  const keys = signingKeys({ now, fetch: server.fetch });
  const tokens = jwtTokenVerifier({ issuer: ISSUER, appClientId: APP, keys });
  return (header: string) => authorizeClient({ tokens }, header);
}

let pool: Signer;

beforeAll(async () => {
  pool = await aSigner("pool-key");
});

function aServer(): KeyServer {
  const server = new KeyServer();
  server.keys = [pool];
  return server;
}

describe("a token", () => {
  test.each(["", "Bearer ", "bearer "])("is taken after %j", async (scheme) => {
    const token = await sign(pool, goodClaims(ISSUER, APP));
    await expect(aVerifier(aServer())(scheme + token)).resolves.toEqual({
      sub: "8a1f2b3c-0000-4000-8000-000000000001",
      clientId: "0f8fad5b-d9cb-569f-a165-70867728950e",
    });
  });

  test("that lies is refused, and nobody is asked for keys but the pool", async () => {
    const claims = goodClaims(ISSUER, APP);
    const hostile = await hostileTokens(await sign(pool, claims), {
      claims,
      known: pool.jwk,
      pool,
    });
    const server = aServer();
    const verify = aVerifier(server);
    const verdicts = await Promise.all(
      hostile.map(async ({ name, token }) => {
        const verdict = await verify(token).then(
          () => "let in",
          (error: unknown) => (error instanceof Error && "kind" in error ? error.kind : error),
        );
        return [name, verdict] as const;
      }),
    );
    expect(verdicts.filter(([, verdict]) => verdict !== "unauthorized")).toEqual([]);
    expect(verdicts.length).toBeGreaterThan(25);
    expect(new Set(server.asked)).toEqual(new Set([`${ISSUER}/.well-known/jwks.json`]));
  });

  test("of a user who is no client is forbidden", async () => {
    const verify = aVerifier(aServer());
    for (const clientId of [undefined, "", "a b", '"'] as const) {
      const token = await sign(pool, { ...goodClaims(ISSUER, APP), clientId });
      await expect(verify(token)).rejects.toMatchObject({ kind: "forbidden", code: "NoClientId" });
    }
  });
});

describe("keys", () => {
  test("are asked for once, however many come at once, and however many lie about theirs", async () => {
    const server = aServer();
    const verify = aVerifier(server);
    const good = await sign(pool, goodClaims(ISSUER, APP));
    await Promise.all(Array.from({ length: 20 }, () => verify(good)));
    const [header = ""] = good.split(".");
    for (let n = 0; n < 1000; n += 1) {
      const kid = Buffer.from(JSON.stringify({ alg: "RS256", kid: `k${n}` })).toString("base64url");
      await expect(verify(good.replace(header, kid))).rejects.toMatchObject({
        kind: "unauthorized",
      });
    }
    expect(server.asked).toHaveLength(1);
  });

  test("that are new are found after the cool-down, and old ones are good until they age", async () => {
    let now = 0;
    const server = aServer();
    const verify = aVerifier(server, () => now);
    const old = await sign(pool, goodClaims(ISSUER, APP));
    await verify(old);
    const next = await aSigner("next-key");
    server.keys = [next];
    const fresh = await sign(next, goodClaims(ISSUER, APP));
    await expect(verify(fresh)).rejects.toMatchObject({ kind: "unauthorized" });
    await verify(old);
    now += 10_001;
    await expect(verify(fresh)).resolves.toBeDefined();
    expect(server.asked).toHaveLength(2);
    await expect(verify(old)).rejects.toMatchObject({ kind: "unauthorized" });
  });

  test("are read again when they are an hour old", async () => {
    let now = 0;
    const server = aServer();
    const verify = aVerifier(server, () => now);
    const token = await sign(pool, goodClaims(ISSUER, APP));
    await verify(token);
    now += 3_600_001;
    await verify(token);
    await verify(token);
    expect(server.asked).toHaveLength(2);
  });

  test("that are known outlive an outage of the pool", async () => {
    let now = 0;
    const server = aServer();
    const verify = aVerifier(server, () => now);
    const token = await sign(pool, goodClaims(ISSUER, APP));
    await verify(token);
    server.isDown = true;
    now += 3_600_001;
    await expect(verify(token)).resolves.toBeDefined();
    await expect(verify(token)).resolves.toBeDefined();
    expect(server.asked).toHaveLength(2);
  });

  test("that cannot be read make no token a bad one, and are read when they can be", async () => {
    let now = 0;
    const server = aServer();
    server.isDown = true;
    const verify = aVerifier(server, () => now);
    const token = await sign(pool, goodClaims(ISSUER, APP));
    await expect(verify(token)).rejects.toMatchObject({ code: "KeysUnavailable" });
    server.isDown = false;
    await expect(verify(token)).rejects.toMatchObject({ code: "KeysUnavailable" });
    expect(server.asked).toHaveLength(1);
    now += 2001;
    await expect(verify(token)).resolves.toBeDefined();
  });

  test.each([
    ["no JSON", new Response("<html>")],
    ["no keys", Response.json({ keys: "none" })],
    ["an error", new Response("", { status: 500 })],
    ["a flood", new Response("x".repeat(100_001))],
  ])("are not taken out of %s", async (_what, response) => {
    const server = aServer();
    const keys = signingKeys({ now: () => 0, fetch: async () => response });
    const tokens = jwtTokenVerifier({ issuer: ISSUER, appClientId: APP, keys });
    const token = await sign(pool, goodClaims(ISSUER, APP));
    await expect(tokens.verify(token)).rejects.toMatchObject({ code: "KeysUnavailable" });
    expect(server.asked).toEqual([]);
  });
});
