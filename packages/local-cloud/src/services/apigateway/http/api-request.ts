import type { Method } from "@aws-sdk/client-api-gateway";
import type { Principal } from "../../../access/principal.ts";
import type { Cloud } from "../../../cloud.ts";
import type { ApiDefinition, ResourceRecord, StageRecord } from "../model.ts";
import type { RestApiState } from "../state.ts";

/** Names with values, in the order sent; a name may stand there more than once. */
export type Pairs = readonly (readonly [name: string, value: string])[];

/** A request to a stage. */
export interface ApiRequest {
  readonly method: string;
  /** Percent-encoded, without the stage; starts with `/`. */
  readonly path: string;
  /** Decoded. */
  readonly query: Pairs;
  readonly headers: Pairs;
  readonly body: Buffer;
  readonly sourceIp: string;
  readonly principal: Principal;
}

/** An answer to one. */
export interface ApiResponse {
  readonly status: number;
  readonly headers: Pairs;
  readonly body: Uint8Array | string;
}

/** The method that a request leads to. */
export interface Route {
  readonly resource: ResourceRecord;
  readonly method: Method;
  /** Decoded. */
  readonly pathParameters: Readonly<Record<string, string>>;
}

/** What becomes known while a request is answered: `$context` shows it. */
export interface Facts {
  /** Of an authorizer: its context, or `claims`. */
  authorizer?: Readonly<Record<string, unknown>>;
  /** Members of `$context.identity`. */
  identity?: Readonly<Record<string, string | null>>;
  error?: { type: string; message?: string; validation?: string };
  integrationStatus?: number;
  integrationLatencyMs?: number;
}

/** A request that has found its stage. */
export interface Exchange {
  readonly apiId: string;
  readonly stage: StageRecord;
  readonly definition: ApiDefinition;
  readonly request: ApiRequest;
  readonly requestId: string;
  /** When it came: milliseconds since the Unix epoch. */
  readonly at: number;
  readonly route?: Route;
  readonly facts: Facts;
}

/** An exchange with its method. */
export interface RoutedExchange extends Exchange {
  readonly route: Route;
}

/** What every step of an answer may use. */
export interface Gateway {
  readonly cloud: Cloud;
  readonly state: RestApiState;
}

/** The last value under a name, whose case does not matter. */
export function headerOf(headers: Pairs, name: string): string | undefined {
  const wanted = name.toLowerCase();
  return headers.findLast(([key]) => key.toLowerCase() === wanted)?.[1];
}

const HEADER_NAME = /^[\w!#$%&'*+.^`|~-]+$/;
const HEADER_VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

/** Tells whether HTTP can carry these headers. */
export function areSendable(headers: Pairs): boolean {
  return headers.every(([name, value]) => HEADER_NAME.test(name) && HEADER_VALUE.test(value));
}

/** The last value of each name. */
export function singleValues(pairs: Pairs): Record<string, string> {
  return Object.fromEntries(pairs);
}

/** All values of each name. */
export function multiValues(pairs: Pairs): Record<string, string[]> {
  const groups = Map.groupBy(pairs, ([name]) => name);
  return Object.fromEntries(
    [...groups].map(([name, all]) => [name, all.map(([, value]) => value)]),
  );
}

/** The ARN of the method that is called, as policies name it. */
export function methodArn({ apiId, stage, request }: Exchange, { config }: Cloud): string {
  const { accountId, region } = config;
  return `arn:aws:execute-api:${region}:${accountId}:${apiId}/${stage.stageName}/${request.method}${request.path}`;
}

/** Pairs in the place of those of the same name, whose case does not matter. */
export function override(pairs: Pairs, by: Pairs): Pairs {
  const names = new Set(by.map(([name]) => name.toLowerCase()));
  return [...pairs.filter(([name]) => !names.has(name.toLowerCase())), ...by];
}
