import { credentialScope } from "../protocol/identify.ts";
import type { WireRequest, WireResponse } from "../protocol/wire.ts";
import { jsonResponse } from "./http.ts";

const LOOPBACK_HOST =
  /^(?:(?:[a-z0-9.-]+\.)?localhost|(?:[a-z0-9.-]*[.-])?127\.0\.0\.1|\[::1\])(?::\d+)?$/i;

/**
 * Refuses what a web page elsewhere could make a browser send: a host name that is not loopback
 * (DNS rebinding), or another origin without credentials.
 *
 * @returns The refusal, or `undefined` when the request may pass.
 */
export function refuseForeign(request: WireRequest): WireResponse | undefined {
  const host = request.headers["host"] ?? "";
  if (!LOOPBACK_HOST.test(host)) {
    return jsonResponse(403, { message: "this server answers only to loopback host names" });
  }
  const origin = request.headers["origin"];
  if (origin === undefined || origin === `http://${host}`) return undefined;
  // Preflights and API stages have rules of their own: S3's and API Gateway's CORS settings.
  if (request.method === "OPTIONS" || request.rawPath.startsWith("/_api/")) return undefined;
  if (credentialScope(request) !== undefined) return undefined;
  return jsonResponse(403, { message: "cross-origin requests need credentials" });
}
