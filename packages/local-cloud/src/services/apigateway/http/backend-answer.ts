import type { Pairs } from "./api-request.ts";

/** What a backend answered, before it is mapped. */
export interface BackendAnswer {
  readonly status: number;
  readonly headers: Pairs;
  readonly body: Uint8Array;
  /** What the selection patterns of the integration's responses are held against. */
  readonly selection: string;
}
