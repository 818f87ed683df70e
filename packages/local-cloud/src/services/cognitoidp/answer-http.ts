import type { Cloud } from "../../cloud.ts";
import type { WireRequest, WireResponse } from "../../protocol/wire.ts";
import { jsonResponse } from "../../server/http.ts";
import { issuerOf } from "./issuer.ts";
import type { PoolsState } from "./state.ts";

const DISCOVERY = /^\/([\w-]+)\/\.well-known\/(jwks\.json|openid-configuration)$/u;
const ROTATION = /^\/_local\/user-pools\/([\w-]+)\/rotate-keys$/u;

/**
 * Serves what pools show to everyone, the keys of their tokens and where these are; and gives a
 * pool new keys at `POST /_local/user-pools/<pool>/rotate-keys`, which AWS does on its own.
 */
export async function answerHttp(
  state: PoolsState,
  request: WireRequest,
  { cloud }: { cloud: Cloud },
): Promise<WireResponse | undefined> {
  const [, rotated] = ROTATION.exec(request.rawPath) ?? [];
  if (rotated !== undefined) return rotate(state, request, rotated);
  const [, poolId = "", document] = DISCOVERY.exec(request.rawPath) ?? [];
  if (document === undefined) return undefined;
  if (request.method !== "GET") return jsonResponse(405, { message: "Method Not Allowed" });
  if (state.pools.get(poolId) === undefined) return noPool(poolId);
  return jsonResponse(
    200,
    document === "jwks.json"
      ? { keys: state.keys.publicKeys(poolId) }
      : configuration(issuerOf(cloud, poolId)),
  );
}

async function rotate(
  state: PoolsState,
  { method }: WireRequest,
  poolId: string,
): Promise<WireResponse> {
  if (method !== "POST") return jsonResponse(405, { message: "Method Not Allowed" });
  if (state.pools.get(poolId) === undefined) return noPool(poolId);
  await state.keys.renew(poolId);
  return jsonResponse(200, { keys: state.keys.publicKeys(poolId) });
}

function noPool(poolId: string): WireResponse {
  return jsonResponse(404, { message: `User pool ${poolId} does not exist.` });
}

/** Without the endpoints of the hosted pages, which are not here. */
function configuration(issuer: string): Record<string, unknown> {
  return {
    id_token_signing_alg_values_supported: ["RS256"],
    issuer,
    jwks_uri: `${issuer}/.well-known/jwks.json`,
    response_types_supported: ["code", "token"],
    scopes_supported: ["openid", "email", "phone", "profile"],
    subject_types_supported: ["public"],
  };
}
