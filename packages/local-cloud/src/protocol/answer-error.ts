import type { AwsError } from "../errors.ts";
import type { Protocol } from "../service-table.ts";
import { writeCborDocument, type BodyCodec } from "./codecs.ts";
import type { ErrorModel, ServiceModel } from "./model.ts";
import { codecFor, queryXmlNamespace } from "./protocols.ts";
import type { WireResponse } from "./wire.ts";

/** How and to whom an error is answered. */
export interface ErrorAnswer {
  readonly model: ServiceModel;
  readonly protocol: Protocol;
  readonly requestId: string;
  readonly method: string;
}

/** Writes an error in the caller's protocol; HEAD gets no body, so its status must say it all. */
export function encodeError(error: AwsError, answer: ErrorAnswer): WireResponse {
  const modelled = answer.model.errors.get(error.code);
  const status = statusOf(error, modelled);
  const { headers, body } = writeError({ error, modelled, status }, answer);
  return { status, headers, body: answer.method === "HEAD" ? undefined : body };
}

function statusOf(error: AwsError, modelled: ErrorModel | undefined): number {
  if (modelled?.status !== undefined) return modelled.status;
  return modelled?.fault === "server" && error.status < 500 ? 500 : error.status;
}

interface Failure {
  readonly error: AwsError;
  readonly modelled: ErrorModel | undefined;
  readonly status: number;
}

interface Written {
  readonly headers: Record<string, string>;
  readonly body: Uint8Array | string;
}

function writeError(failure: Failure, answer: ErrorAnswer): Written {
  switch (answer.protocol) {
    case "query":
      return writeQueryError(failure, answer);
    case "rest-xml":
      return writeS3Error(failure, answer);
    case "cbor":
    case "json10":
    case "json11":
    case "rest-json":
      return writeJsonError(failure, answer);
  }
}

function writeJsonError({ error, modelled, status }: Failure, answer: ErrorAnswer): Written {
  const { model, protocol } = answer;
  const codec = codecFor(model, protocol);
  const headers: Record<string, string> = {
    "content-type": codec.contentType,
    "x-amzn-errortype": modelled?.name ?? error.code,
  };
  if (model.row.queryCompatible === true) {
    const code = modelled?.queryCode ?? error.code;
    headers["x-amzn-query-error"] = `${code};${status >= 500 ? "Receiver" : "Sender"}`;
  }
  const { message } = error;
  // Services differ in the spelling, and each client reads only the one of its service.
  const base = { __type: modelled?.qualifiedName ?? error.code, message, Message: message };
  if (protocol === "cbor")
    return { headers, body: writeCborDocument({ ...error.fields, ...base }) };
  return { headers, body: JSON.stringify({ ...plainFields(error, modelled, codec), ...base }) };
}

/** The error's further members in their JSON form (bytes as base64, dates as numbers). */
function plainFields(
  error: AwsError,
  modelled: ErrorModel | undefined,
  codec: BodyCodec,
): Record<string, unknown> {
  if (modelled === undefined || Object.keys(error.fields).length === 0) return { ...error.fields };
  const written = codec.write(modelled.schema, error.fields);
  const parsed: unknown = JSON.parse(typeof written === "string" ? written : toText(written));
  return typeof parsed === "object" && parsed !== null ? { ...parsed } : {};
}

function toText(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

function writeQueryError({ error, modelled, status }: Failure, answer: ErrorAnswer): Written {
  const { model, requestId } = answer;
  const body =
    `<ErrorResponse xmlns="${queryXmlNamespace(model.row)}"><Error>` +
    `<Type>${status >= 500 ? "Receiver" : "Sender"}</Type>` +
    `${element("Code", modelled?.queryCode ?? error.code)}${element("Message", error.message)}` +
    `</Error><RequestId>${requestId}</RequestId></ErrorResponse>`;
  return { headers: { "content-type": "text/xml" }, body };
}

function writeS3Error({ error }: Failure, { requestId }: ErrorAnswer): Written {
  const fields = Object.entries(error.fields).map(([name, value]) => element(name, String(value)));
  const body =
    `<?xml version="1.0" encoding="UTF-8"?>\n<Error>` +
    `${element("Code", error.code)}${element("Message", error.message)}${fields.join("")}` +
    `<RequestId>${requestId}</RequestId><HostId>${requestId}</HostId></Error>`;
  return { headers: { "content-type": "application/xml" }, body };
}

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };

function element(name: string, text: string): string {
  // XML 1.0 cannot carry most control characters, not even escaped.
  // oxlint-disable-next-line no-control-regex -- they are what has to go
  const clean = text.replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, "\ufffd");
  return `<${name}>${clean.replaceAll(/[&<>]/g, (char) => ENTITIES[char] ?? char)}</${name}>`;
}
