import type { Principal } from "../../../access/principal.ts";
import type { ApiRecord, RouteRecord, Snapshot, StageRecord } from "../model.ts";

/** A request to an API, as the server hands it over. */
export interface ApiRequest {
  readonly method: string;
  /** Percent-encoded, after `/_api/<apiId>`; starts with `/`. */
  readonly rawPath: string;
  readonly rawQueryString: string;
  /** Decoded, in the order sent. */
  readonly query: readonly (readonly [string, string])[];
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  readonly sourceIp: string;
  readonly principal: Principal;
}

/** An API's answer. */
export interface ApiResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** One `Set-Cookie` header each. */
  readonly cookies: readonly string[];
  readonly body: Uint8Array | string;
}

/** A request that has found its stage and its route. */
export interface RoutedRequest {
  readonly api: ApiRecord;
  readonly stage: StageRecord;
  readonly snapshot: Snapshot;
  readonly route: RouteRecord;
  readonly pathParameters: Readonly<Record<string, string>>;
  readonly request: ApiRequest;
  readonly requestId: string;
  /** Milliseconds since the Unix epoch. */
  readonly at: number;
}

/** An answer of API Gateway itself. */
export function message(
  status: number,
  text: string,
  headers: Readonly<Record<string, string>> = {},
): ApiResponse {
  return {
    status,
    headers: { "content-type": "application/json", ...headers },
    cookies: [],
    body: JSON.stringify({ message: text }),
  };
}
