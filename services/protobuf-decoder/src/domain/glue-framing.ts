import { InvalidError } from "@blueprints/lambda-kit/errors";
import { inflateSync } from "node:zlib";
import type { Framing } from "./framing.ts";
import { typeOfSchema, type SchemaIds } from "./schema-ids.ts";
import { readVarint32 } from "./varint.ts";

const VERSION = 3; // HEADER_VERSION_BYTE of AWS' serializers
const NOT_COMPRESSED = 0;
const ZLIB = 5;
const ID_AT = 2; // behind version and compression
const HEADER_BYTES = 18; // and a UUID of 16 bytes
const MAX_INFLATED_BYTES = 4_000_000;

function notFramed(reason: string): InvalidError {
  return new InvalidError("NotGlueFramed", `the data ${reason}`);
}

function uuidOf(bytes: Uint8Array): string {
  const hex = Buffer.from(bytes).toString("hex");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/u, "$1-$2-$3-$4-$5");
}

/** A kilobyte can become a megabyte: what is larger than any honest message is not inflated to its end. */
function inflate(data: Uint8Array): Uint8Array {
  try {
    return inflateSync(data, { maxOutputLength: MAX_INFLATED_BYTES });
  } catch (cause) {
    const limit = `or more than ${MAX_INFLATED_BYTES} bytes of it`;
    throw new InvalidError("BrokenCompression", `the data is no zlib stream, ${limit}`, { cause });
  }
}

function bodyOf(data: Uint8Array): Uint8Array {
  const body = data.subarray(HEADER_BYTES);
  if (data[1] === NOT_COMPRESSED) return body;
  if (data[1] === ZLIB) return inflate(body);
  throw notFramed(`has compression ${data[1]}, which is neither 0 nor 5`);
}

/**
 * Every record has the header of AWS Glue's schema registry: 3, the compression (0 for none, 5 for zlib), the
 * UUID of the schema version; then, compressed or not, the index of the message in its schema and the message.
 * In the map a schema is its UUID; of another message than the first, UUID, slash and index.
 *
 * @see https://github.com/awslabs/aws-glue-schema-registry (ProtobufWireFormatEncoder, SerializationDataEncoder)
 */
export function glueFraming(schemas: SchemaIds): Framing {
  return (data) => {
    if (data.length < HEADER_BYTES) throw notFramed("is shorter than Glue's header");
    if (data[0] !== VERSION) throw notFramed(`begins with ${data[0]}, not with ${VERSION}`);
    const body = bodyOf(data);
    const index = readVarint32(body, 0);
    if (index === undefined) throw notFramed("has no index of a message behind Glue's header");
    const uuid = uuidOf(data.subarray(ID_AT, HEADER_BYTES));
    const schema = index.value === 0 ? uuid : `${uuid}/${index.value}`;
    return { typeName: typeOfSchema(schemas, schema), payload: body.subarray(index.length) };
  };
}
