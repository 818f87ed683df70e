import type { Protocol, ServiceRow } from "../service-table.ts";
import { CBOR, JSON_10, JSON_11, REST_JSON, xmlCodec, type BodyCodec } from "./codecs.ts";
import type { ServiceModel } from "./model.ts";

/** S3's XML namespace; every REST-XML answer carries it. */
const S3_XML_NAMESPACE = "http://s3.amazonaws.com/doc/2006-03-01/";

// The host part of the XML namespace of the Query services; drift test in protocol.sdk.test.ts.
const QUERY_XML_HOST: Readonly<Record<string, string>> = {
  cloudwatch: "monitoring.amazonaws.com",
};

/** The XML namespace of a service's Query answers: `http://sns.amazonaws.com/doc/2010-03-31/`. */
export function queryXmlNamespace(row: ServiceRow): string {
  if (row.id === "sqs") return "http://queue.amazonaws.com/doc/2012-11-05/";
  return `http://${QUERY_XML_HOST[row.id] ?? `${row.id}.amazonaws.com`}/doc/${row.version}/`;
}

const xmlCodecs = new WeakMap<ServiceModel, Map<Protocol, BodyCodec>>();

/** The codec for bodies of `protocol`. */
export function codecFor(model: ServiceModel, protocol: Protocol): BodyCodec {
  switch (protocol) {
    case "json10":
      return JSON_10;
    case "json11":
      return JSON_11;
    case "rest-json":
      return REST_JSON;
    case "cbor":
      return CBOR;
    case "query":
    case "rest-xml":
      return xmlCodecOf(model, protocol);
  }
}

function xmlCodecOf(model: ServiceModel, protocol: "query" | "rest-xml"): BodyCodec {
  const byProtocol = xmlCodecs.get(model) ?? new Map<Protocol, BodyCodec>();
  xmlCodecs.set(model, byProtocol);
  let codec = byProtocol.get(protocol);
  if (codec === undefined) {
    const isRest = protocol === "rest-xml";
    codec = xmlCodec(model.namespace, isRest ? S3_XML_NAMESPACE : "", isRest);
    byProtocol.set(protocol, codec);
  }
  return codec;
}
