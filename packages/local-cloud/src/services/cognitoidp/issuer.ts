import type { Cloud } from "../../cloud.ts";

/**
 * The issuer of a pool's tokens: `https://cognito-idp.<region>.amazonaws.com/<pool>` on AWS. Here it
 * is below this cloud's endpoint, so that whoever verifies a token reaches the keys. Templates that
 * take it from `!GetAtt Pool.ProviderURL` work in both places.
 */
export function issuerOf({ endpoint }: Pick<Cloud, "endpoint">, poolId: string): string {
  return `${endpoint}/${poolId}`;
}
