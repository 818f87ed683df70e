import type { ReplyOverrides } from "../service.ts";
import type { Identified } from "./identify.ts";
import { codecFor, queryXmlNamespace } from "./protocols.ts";
import { encodeQuery } from "./query.ts";
import { encodeRest } from "./rest.ts";
import type { WireResponse } from "./wire.ts";

/** Writes an operation's output in the caller's protocol. */
export function answerOf(
  identified: Identified,
  output: unknown,
  { requestId, reply }: { requestId: string; reply: ReplyOverrides },
): WireResponse {
  const values: Record<string, unknown> =
    typeof output === "object" && output !== null ? { ...output } : {};
  const written = write(identified, values, requestId);
  return {
    status: reply.status ?? written.status,
    headers: { ...written.headers, ...reply.headers },
    body: written.body,
  };
}

function write(
  { model, protocol, operation }: Identified,
  values: Record<string, unknown>,
  requestId: string,
): WireResponse {
  const codec = codecFor(model, protocol);
  const headers: Record<string, string> = { "content-type": codec.contentType };
  switch (protocol) {
    case "rest-json":
      return encodeRest(operation, values, codec);
    case "rest-xml": {
      const answer = encodeRest(operation, values, codec);
      if (operation.name !== "GetBucketLocation") return answer;
      return { ...answer, body: bareLocation(values) };
    }
    case "query": {
      const xmlNamespace = queryXmlNamespace(model.row);
      const body = encodeQuery(operation, values, { codec, xmlNamespace, requestId });
      return { status: 200, headers, body };
    }
    case "cbor":
      headers["smithy-protocol"] = "rpc-v2-cbor";
      return { status: 200, headers, body: codec.write(operation.output, values) };
    case "json10":
    case "json11": {
      const hasOutput = operation.output.isStructSchema();
      return {
        status: 200,
        headers,
        body: hasOutput ? codec.write(operation.output, values) : "{}",
      };
    }
  }
}

/** S3 answers this one with the constraint as the root; clients other than the JS SDK insist. */
function bareLocation(values: Readonly<Record<string, unknown>>): string {
  const constraint =
    typeof values["LocationConstraint"] === "string" ? values["LocationConstraint"] : "";
  return (
    '<?xml version="1.0" encoding="UTF-8"?>\n<LocationConstraint ' +
    `xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${constraint}</LocationConstraint>`
  );
}
