/*
 * Every use of the SDK's own codecs: the only file to change should their interface move.
 */
import { XmlCodec } from "@aws-sdk/core/protocols";
import { CborCodec, cbor } from "@smithy/core/cbor";
import {
  FromStringShapeDeserializer,
  JsonCodec,
  ToStringShapeSerializer,
} from "@smithy/core/protocols";
import type { NormalizedSchema } from "@smithy/core/schema";
import { toUtf8 } from "@smithy/core/serde";

// The numbers by which schemas name timestamp formats; @smithy/types, TimestampDateTimeSchema etc.
const ISO_8601 = 5;
const EPOCH_SECONDS = 7;

/** Reads and writes bodies of one kind by schema. */
export interface BodyCodec {
  readonly contentType: string;
  read(schema: NormalizedSchema, body: Uint8Array): Promise<unknown>;
  write(schema: NormalizedSchema, value: unknown): Uint8Array | string;
}

function jsonBodyCodec(contentType: string, settings: { jsonName: boolean; format: 5 | 7 }) {
  const codec = new JsonCodec({
    jsonName: settings.jsonName,
    timestampFormat: { useTrait: true, default: settings.format },
  });
  return {
    contentType,
    async read(schema: NormalizedSchema, body: Uint8Array): Promise<unknown> {
      const value: unknown = await codec.createDeserializer().read(schema, toUtf8(body));
      return value;
    },
    write(schema: NormalizedSchema, value: unknown): string {
      const serializer = codec.createSerializer();
      serializer.write(schema, value);
      const written: unknown = serializer.flush();
      return typeof written === "string" ? written : JSON.stringify(written);
    },
  };
}

/** AWS JSON 1.0 and 1.1. */
export const JSON_10: BodyCodec = jsonBodyCodec("application/x-amz-json-1.0", {
  jsonName: false,
  format: EPOCH_SECONDS,
});
export const JSON_11: BodyCodec = { ...JSON_10, contentType: "application/x-amz-json-1.1" };

/** REST-JSON bodies. */
export const REST_JSON: BodyCodec = jsonBodyCodec("application/json", {
  jsonName: true,
  format: EPOCH_SECONDS,
});

/** JSON as a state machine writes and reads it: ISO 8601 timestamps, base64 blobs. */
export const WORKFLOW_JSON: BodyCodec = jsonBodyCodec("application/json", {
  jsonName: false,
  format: ISO_8601,
});

/** Smithy RPC v2. */
export const CBOR: BodyCodec = {
  contentType: "application/cbor",
  async read(schema, body) {
    const codec = new CborCodec();
    const value: unknown = await codec.createDeserializer().read(schema, body);
    return value;
  },
  write(schema, value) {
    const codec = new CborCodec();
    const serializer = codec.createSerializer();
    serializer.write(schema, value);
    return serializer.flush();
  },
};

/** REST-XML bodies, and the results of Query. `namespace` is the schema's, not XML's. */
export function xmlCodec(
  namespace: string,
  xmlNamespace: string,
  httpBindings: boolean,
): BodyCodec {
  const codec = new XmlCodec({
    timestampFormat: { useTrait: true, default: ISO_8601 },
    httpBindings,
    xmlNamespace,
    serviceNamespace: namespace,
  });
  return {
    contentType: httpBindings ? "application/xml" : "text/xml",
    async read(schema, body) {
      const value: unknown = codec.createDeserializer().read(schema, body);
      return value;
    },
    write(schema, value) {
      const serializer = codec.createSerializer();
      serializer.write(schema, value);
      return serializer.flush();
    },
  };
}

/** Simple values in headers, labels, query strings and forms. */
export interface TextCodec {
  read(schema: NormalizedSchema, text: string): unknown;
  write(schema: NormalizedSchema, value: unknown): string;
}

/** Values bound to the HTTP message; the schema's bindings choose the timestamp format. */
export const HTTP_TEXT: TextCodec = textCodec(true);
/** Values of a Query form. */
export const FORM_TEXT: TextCodec = textCodec(false);

function textCodec(httpBindings: boolean): TextCodec {
  const settings = {
    timestampFormat: { useTrait: true, default: ISO_8601 },
    httpBindings,
  } as const;
  const reader = new FromStringShapeDeserializer(settings);
  const writer = new ToStringShapeSerializer(settings);
  return {
    read(schema, text) {
      const value: unknown = reader.read(schema, text);
      return value;
    },
    write(schema, value) {
      writer.write(schema, value);
      return writer.flush();
    },
  };
}

/** CBOR of a value that no schema describes. */
export function writeCborDocument(value: unknown): Uint8Array {
  return cbor.serialize(value);
}
