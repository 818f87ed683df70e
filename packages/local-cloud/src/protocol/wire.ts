import type { Readable } from "node:stream";

/** A request as it came over the wire. */
export interface WireRequest {
  readonly method: string;
  /** As sent: percent-encoded, without the query. */
  readonly rawPath: string;
  /** Decoded, in the order sent. */
  readonly query: readonly (readonly [string, string])[];
  /** As sent, without the question mark. */
  readonly rawQuery: string;
  /** Lower-case names; several values of one name joined by a comma. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Readable;
}

/** An answer before it goes over the wire. */
export interface WireResponse {
  readonly status: number;
  /** A list makes one header of each value: `set-cookie`. */
  readonly headers: Readonly<Record<string, string | string[]>>;
  readonly body: Uint8Array | string | Readable | undefined;
}

/** The first value of a query parameter. */
export function queryValue(request: WireRequest, name: string): string | undefined {
  return request.query.find(([key]) => key === name)?.[1];
}
