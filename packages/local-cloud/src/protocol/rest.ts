import { Readable } from "node:stream";
import type { NormalizedSchema } from "@smithy/core/schema";
import { bindingsOf, type Bindings, type Member } from "./bindings.ts";
import { readBody } from "./body.ts";
import { HTTP_TEXT, type BodyCodec } from "./codecs.ts";
import type { OperationModel } from "./model.ts";
import type { RouteMatch } from "./rest-route.ts";
import type { WireRequest, WireResponse } from "./wire.ts";

type Values = Record<string, unknown>;

/** Reads the input of a REST operation from path, query, headers and body. */
export async function decodeRest(
  match: RouteMatch,
  request: WireRequest,
  codec: BodyCodec,
): Promise<Values> {
  const bindings = bindingsOf(match.operation.input, "request");
  const input: Values = {};
  for (const { name, schema } of bindings.labels) {
    const text = match.labels[name];
    if (text !== undefined) input[name] = HTTP_TEXT.read(schema, text);
  }
  readQuery(bindings, request, input);
  readHeaders(bindings, request, input);
  await readPayload(bindings, request, { input, codec });
  return input;
}

function readQuery(bindings: Bindings, request: WireRequest, input: Values): void {
  for (const { name, wireName, schema } of bindings.query) {
    const given = request.query.filter(([key]) => key === wireName).map(([, value]) => value);
    if (given.length > 0) input[name] = readQueryValue(schema, given);
  }
  const rest = bindings.queryRest;
  if (rest === undefined) return;
  const bound = new Set(bindings.query.map(({ wireName }) => wireName));
  input[rest.name] = Object.fromEntries(request.query.filter(([key]) => !bound.has(key)));
}

function readQueryValue(schema: NormalizedSchema, given: readonly string[]): unknown {
  if (!schema.isListSchema()) return HTTP_TEXT.read(schema, given[0] ?? "");
  const item = schema.getValueSchema();
  return given.map((text) => HTTP_TEXT.read(item, text));
}

function readHeaders(bindings: Bindings, request: WireRequest, input: Values): void {
  for (const { name, wireName, schema } of bindings.headers) {
    const text = request.headers[wireName];
    if (text !== undefined) input[name] = HTTP_TEXT.read(schema, text);
  }
  const prefixed = bindings.prefixHeaders;
  if (prefixed === undefined) return;
  const found = Object.entries(request.headers)
    .filter(([key]) => key.startsWith(prefixed.wireName))
    .map(([key, value]) => [key.slice(prefixed.wireName.length), value]);
  if (found.length > 0) input[prefixed.name] = Object.fromEntries(found);
}

async function readPayload(
  { payload, body }: Bindings,
  request: WireRequest,
  target: { input: Values; codec: BodyCodec },
): Promise<void> {
  const { input, codec } = target;
  if (payload !== undefined) {
    if (isStream(payload.schema)) {
      input[payload.name] = request.body;
      return;
    }
    const bytes = await readBody(request);
    if (bytes.length > 0) input[payload.name] = await readWhole(payload.schema, bytes, codec);
    return;
  }
  if (body === undefined) return;
  const bytes = await readBody(request);
  if (bytes.length > 0) Object.assign(input, await codec.read(body.schema, bytes));
}

async function readWhole(schema: NormalizedSchema, bytes: Uint8Array, codec: BodyCodec) {
  if (schema.isBlobSchema()) return bytes;
  if (schema.isStringSchema()) return new TextDecoder().decode(bytes);
  return codec.read(schema, bytes);
}

/** Writes the output of a REST operation. */
export function encodeRest(
  operation: OperationModel,
  output: Values,
  codec: BodyCodec,
): WireResponse {
  const bindings = bindingsOf(operation.output, "response");
  const headers: Record<string, string> = {};
  for (const { name, wireName, schema } of bindings.headers) {
    const value = output[name];
    if (value !== undefined && value !== null) headers[wireName] = HTTP_TEXT.write(schema, value);
  }
  writePrefixHeaders(bindings.prefixHeaders, output, headers);
  const body = writePayload(bindings, output, { headers, codec });
  const status = bindings.status === undefined ? undefined : output[bindings.status.name];
  return { status: Number(status ?? operation.http?.status ?? 200), headers, body };
}

function writePrefixHeaders(
  member: Member | undefined,
  output: Values,
  headers: Record<string, string>,
): void {
  const values = member === undefined ? undefined : output[member.name];
  if (member === undefined || typeof values !== "object" || values === null) return;
  for (const [key, value] of Object.entries(values)) {
    headers[member.wireName + key.toLowerCase()] = String(value);
  }
}

function writePayload(
  { payload, body }: Bindings,
  output: Values,
  target: { headers: Record<string, string>; codec: BodyCodec },
): WireResponse["body"] {
  const { headers, codec } = target;
  if (payload !== undefined) {
    const value = output[payload.name];
    if (value === undefined || value === null) return undefined;
    headers["content-type"] ??= isRaw(value) ? "application/octet-stream" : codec.contentType;
    return isRaw(value) ? value : codec.write(payload.schema, value);
  }
  if (body === undefined) return undefined;
  headers["content-type"] ??= codec.contentType;
  return codec.write(body.schema, output);
}

function isRaw(value: unknown): value is Readable | Uint8Array | string {
  return value instanceof Readable || value instanceof Uint8Array || typeof value === "string";
}

/** True for the schema of a streaming blob. */
export function isStream(schema: NormalizedSchema): boolean {
  return schema.isBlobSchema() && schema.isStreaming();
}
