import { createPublicKey, verify } from "node:crypto";
import { signingKeys } from "../../../services/client-events/src/adapters/signing-keys.ts";
import { jwtTokenVerifier } from "../../../services/client-events/src/adapters/token-verifier-jwt.ts";
import { authorizeClient } from "../../../services/client-events/src/app/authorize-client.ts";
import { aSigner, goodClaims, sign } from "../../../services/client-events/test/tokens.ts";
import { inProcess, type InProcess } from "./in-process.ts";

const ISSUER = "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_pool";
const APP = "app";

/** The authorizer with its keys read, and the check of a signature alone. */
export async function authorizeWays(): Promise<readonly [floor: InProcess, ours: InProcess]> {
  const signer = await aSigner("pool-key");
  const token = await sign(signer, goodClaims(ISSUER, APP));
  const keys = signingKeys({
    now: () => 0,
    fetch: async () => Response.json({ keys: [signer.jwk] }),
  });
  const tokens = jwtTokenVerifier({ issuer: ISSUER, appClientId: APP, keys });
  const key = createPublicKey({ format: "jwk", key: { ...signer.jwk } });
  const [header = "", payload = "", signature = ""] = token.split(".");
  const signed = Buffer.from(`${header}.${payload}`);
  return [
    inProcess("floor", "the signature alone", () =>
      verify("sha256", signed, key, Buffer.from(signature, "base64url")),
    ),
    inProcess("ours", "signature, issuer, expiry, use, app client, client id", async () => {
      const { clientId } = await authorizeClient({ tokens }, `Bearer ${token}`);
      return clientId !== "";
    }),
  ];
}
