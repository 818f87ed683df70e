import { exportJWK, generateKeyPair, SignJWT } from "jose";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** Whom the tokens are for. */
export const AUDIENCE = "booking-app";

const KEY_ID = "key-1";

/** An issuer of access tokens on a free port of this machine. */
export interface TokenIssuer {
  readonly url: string;
  /** A token of a subject, with scopes; of another audience when told. */
  token(subject: string, scope: string, audience?: string): Promise<string>;
  stop(): void;
}

/** Starts an issuer with keys of its own. */
export async function startTokenIssuer(): Promise<TokenIssuer> {
  const { privateKey, publicKey } = await generateKeyPair("RS256");
  const jwk = { ...(await exportJWK(publicKey)), kid: KEY_ID, alg: "RS256", use: "sig" };
  const server = createServer((request, response) => {
    const { port } = server.address() as AddressInfo;
    const isDiscovery = request.url?.includes("openid") ?? false;
    const document = isDiscovery ? { jwks_uri: `http://127.0.0.1:${port}/jwks` } : { keys: [jwk] };
    response.setHeader("content-type", "application/json").end(JSON.stringify(document));
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    token: (subject, scope, aud = AUDIENCE) =>
      new SignJWT({ scope, token_use: "access" })
        .setProtectedHeader({ alg: "RS256", kid: KEY_ID })
        .setIssuer(url)
        .setSubject(subject)
        .setAudience(aud)
        .setIssuedAt()
        .setExpirationTime("10m")
        .sign(privateKey),
    stop() {
      server.close();
      server.closeAllConnections();
    },
  };
}
