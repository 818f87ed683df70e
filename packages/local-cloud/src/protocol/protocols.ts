import type { Protocol, ServiceRow } from "../service-table.ts";
import { CBOR, JSON_10, JSON_11, REST_JSON, xmlCodec, type BodyCodec } from "./codecs.ts";
import type { ServiceModel } from "./model.ts";

/** S3's XML namespace; every REST-XML answer carries it. */
const S3_XML_NAMESPACE = "http://s3.amazonaws.com/doc/2006-03-01/";

// Where a service's XML namespace is not what its name suggests.
const QUERY_XML_NAMESPACES: Readonly<Record<string, string>> = {
  cloudwatch: "http://monitoring.amazonaws.com/doc/2010-08-01/",
  iam: "https://iam.amazonaws.com/doc/2010-05-08/",
  sqs: "http://queue.amazonaws.com/doc/2012-11-05/",
  sts: "https://sts.amazonaws.com/doc/2011-06-15/",
};

/** The XML namespace of a service's Query answers: `http://sns.amazonaws.com/doc/2010-03-31/`. */
export function queryXmlNamespace({ id, version }: ServiceRow): string {
  return QUERY_XML_NAMESPACES[id] ?? `http://${id}.amazonaws.com/doc/${version}/`;
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
