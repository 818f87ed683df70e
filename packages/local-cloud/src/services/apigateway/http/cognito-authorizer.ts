import type { Authorizer } from "@aws-sdk/client-api-gateway";
import { createRemoteJWKSet, type JWTVerifyGetKey } from "jose";
import type { Cloud } from "../../../cloud.ts";
import { SERVICE_TABLE } from "../../../service-table.ts";
import { notEmulated } from "../errors.ts";
import type { Gateway, RoutedExchange } from "./api-request.ts";
import { GatewayFailure } from "./gateway-failure.ts";
import { identityOf } from "./identity-source.ts";
import { verifyPoolToken } from "./pool-token.ts";

const LOOPBACK = new Set(["127.0.0.1", "localhost", "[::1]"]);

/**
 * Lets a request in by a token of one of the authorizer's user pools.
 *
 * @throws {GatewayFailure} `UNAUTHORIZED`.
 * @throws {AwsError} `NotEmulated` in a cloud without user pools.
 */
export async function authorizeByPool(
  { cloud }: Gateway,
  exchange: RoutedExchange,
  authorizer: Authorizer,
): Promise<void> {
  const served = SERVICE_TABLE.some(({ sign }) => sign === "cognito-idp");
  if (!served) throw notEmulated("CreateAuthorizer", "type COGNITO_USER_POOLS");
  const [token] = identityOf(authorizer, exchange, cloud.config) ?? [];
  if (token === undefined) throw new GatewayFailure("UNAUTHORIZED");
  const found = await verifyPoolToken(token.replace(/^bearer +/i, ""), {
    poolIds: (authorizer.providerARNs ?? []).map((arn) => arn.split("/").at(-1) ?? ""),
    keysOf: (issuer, poolId) => keysOf(cloud, issuer, poolId),
    now: exchange.at,
    scopes: exchange.route.method.authorizationScopes ?? [],
  });
  if ("claims" in found) {
    exchange.facts.authorizer = { claims: found.claims };
    return;
  }
  const expired = found.refused === "expired";
  throw new GatewayFailure("UNAUTHORIZED", {
    ...(expired && { message: "The incoming token has expired" }),
  });
}

const keySets = new WeakMap<Cloud, Map<string, JWTVerifyGetKey>>();

/** Only this cloud's own pools are asked, whatever the token says of its issuer. */
function keysOf(cloud: Cloud, issuer: string, poolId: string): JWTVerifyGetKey | undefined {
  const url = URL.canParse(issuer) ? new URL(issuer) : undefined;
  const here = new URL(cloud.endpoint);
  const isHere = url !== undefined && LOOPBACK.has(url.hostname) && url.port === here.port;
  const isAws = issuer === `https://cognito-idp.${cloud.config.region}.amazonaws.com/${poolId}`;
  if (!isHere && !isAws) return undefined;
  const path = isHere ? url.pathname : `/${poolId}`;
  const address = `${cloud.endpoint}${path}/.well-known/jwks.json`;
  const known = keySets.get(cloud) ?? new Map<string, JWTVerifyGetKey>();
  keySets.set(cloud, known);
  const keys =
    known.get(address) ?? createRemoteJWKSet(new URL(address), { timeoutDuration: 3000 });
  known.set(address, keys);
  return keys;
}
