import { AwsError } from "../errors.ts";
import { answerOf } from "../protocol/answer.ts";
import { encodeError } from "../protocol/answer-error.ts";
import { openStreamedBody } from "../protocol/aws-chunked.ts";
import { readBody } from "../protocol/body.ts";
import {
  credentialScope,
  identify,
  UnknownOperationError,
  type Identified,
} from "../protocol/identify.ts";
import { codecFor } from "../protocol/protocols.ts";
import { decodeQuery } from "../protocol/query.ts";
import { decodeRest, isStream } from "../protocol/rest.ts";
import { bindingsOf } from "../protocol/bindings.ts";
import type { WireRequest, WireResponse } from "../protocol/wire.ts";
import type { Cloud } from "../cloud.ts";
import type { HttpCall, ReplyOverrides } from "../service.ts";
import { findCaller } from "./caller.ts";
import type { ClientSignal } from "./client-signal.ts";
import type { Dispatcher } from "./dispatch.ts";

/** What the endpoint needs to answer requests. */
export interface AwsEndpoint {
  readonly cloud: Cloud;
  readonly dispatcher: Dispatcher;
}

/** What the connection says beside the request. */
export interface Connection {
  readonly requestId: string;
  readonly client: ClientSignal;
  /** The endpoint as the client addressed it. */
  readonly endpoint: string;
}

/**
 * Answers a request of an AWS API.
 *
 * @returns `undefined` when nothing in the request names an AWS service.
 */
export async function answerAws(
  parts: AwsEndpoint,
  request: WireRequest,
  connection: Connection,
): Promise<WireResponse | undefined> {
  let identified: Identified | undefined;
  const reply: ReplyOverrides = { headers: {} };
  try {
    identified = await identify(request);
    if (identified === undefined) return undefined;
    return await run(parts, { request, identified, reply }, connection);
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    const known = error instanceof UnknownOperationError ? error : identified;
    if (known === undefined) throw error;
    const { model, protocol } = known;
    const { requestId } = connection;
    const answer = encodeError(error, { model, protocol, requestId, method: request.method });
    return { ...answer, headers: { ...answer.headers, ...reply.headers } };
  }
}

/** A request whose operation is known, and what the operation adds to any answer to it. */
interface Exchange {
  readonly request: WireRequest;
  readonly identified: Identified;
  readonly reply: ReplyOverrides;
}

async function run(
  { cloud, dispatcher }: AwsEndpoint,
  { request, identified, reply }: Exchange,
  { requestId, client, endpoint }: Connection,
): Promise<WireResponse> {
  const { model, operation } = identified;
  const principal = findCaller(cloud, request, identified);
  const { input, headers } = await decode(identified, request);
  const http = httpCall(request, headers);
  const output = await dispatcher.run({
    model,
    operation,
    input,
    principal,
    requestId,
    client,
    endpoint,
    http,
    reply,
  });
  return answerOf(identified, output, { requestId, reply });
}

async function decode(
  identified: Identified,
  request: WireRequest,
): Promise<{ input: unknown; headers: WireRequest["headers"] }> {
  const { model, protocol, operation, route, form } = identified;
  const codec = codecFor(model, protocol);
  const { headers } = request;
  try {
    if (form !== undefined) return { input: decodeQuery(operation, form), headers };
    if (route !== undefined) {
      const opened = needsOpening(identified) ? openStreamedBody(request) : request;
      return { input: await decodeRest(route, opened, codec), headers: opened.headers };
    }
    const bytes = await readBody(request);
    const input = bytes.length === 0 ? {} : await codec.read(operation.input, bytes);
    return { input: input ?? {}, headers };
  } catch (cause) {
    if (cause instanceof AwsError) throw cause;
    const code = model.row.id === "s3" ? "MalformedXML" : "SerializationException";
    throw new AwsError(code, "The request could not be read.", { cause });
  }
}

/** S3's bodies may be chunked and carry checksums, whether they are streamed or not. */
function needsOpening({ model, operation }: Identified): boolean {
  const { payload, body } = bindingsOf(operation.input, "request");
  if (payload === undefined) return body !== undefined && model.row.id === "s3";
  return model.row.id === "s3" || isStream(payload.schema);
}

function httpCall(request: WireRequest, headers: WireRequest["headers"]): HttpCall {
  const query: Record<string, string> = {};
  for (const [key, value] of request.query) {
    if (!Object.hasOwn(query, key)) query[key] = value;
  }
  return {
    method: request.method,
    path: safeDecode(request.rawPath),
    query,
    headers,
    presigned: credentialScope(request)?.presigned === true,
  };
}

function safeDecode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // only shown and logged; routing has its own, strict decoding
  }
}
