import { InvalidError } from "@blueprints/lambda-kit/errors";
import type { Framing } from "./framing.ts";
import { typeOfSchema, type SchemaIds } from "./schema-ids.ts";
import { readVarint32, unzigzag } from "./varint.ts";

const MAGIC = 0;
const ID_AT = 1;
const HEADER_BYTES = 5; // the magic byte and an id of 4 bytes
const MAX_INDEXES = 100; // as deep as messages may be declared within one another

function notFramed(reason: string): InvalidError {
  return new InvalidError("NotConfluentFramed", `the data ${reason}`);
}

/** Reads numbers one after the other. */
function numbersFrom(data: Uint8Array, start: number) {
  let at = start;
  return {
    next: (): number => {
      const varint = readVarint32(data, at);
      if (varint === undefined) throw notFramed("ends within the indexes of its message");
      at += varint.length;
      return unzigzag(varint.value);
    },
    rest: () => data.subarray(at),
  };
}

/** The way to a message in its schema: `[0]`, which is written as a single 0, is the first of the file. */
function readIndexes(next: () => number): readonly number[] {
  const count = next();
  if (count === 0) return [0];
  if (count < 0 || count > MAX_INDEXES) throw notFramed(`has ${count} indexes of a message`);
  const indexes = Array.from({ length: count }, next);
  if (indexes.some((index) => index < 0)) throw notFramed("has a negative index of a message");
  return indexes;
}

/**
 * Every record has the prefix of Confluent's schema registry: 0, the id of the schema in 4 bytes, and zigzag
 * varints that say which message of the schema it is. In the map a schema is its id; of another message than
 * the first, id, slash and the indexes with dots between: `42`, `42/1`, `42/1.0`.
 *
 * @see https://docs.confluent.io/platform/current/schema-registry/fundamentals/serdes-develop/index.html#wire-format
 */
export function confluentFraming(schemas: SchemaIds): Framing {
  return (data) => {
    if (data.length < HEADER_BYTES) throw notFramed("is shorter than Confluent's prefix");
    if (data[0] !== MAGIC) throw notFramed(`begins with ${data[0]}, not with ${MAGIC}`);
    const id = Buffer.from(data.subarray(ID_AT, HEADER_BYTES)).readUInt32BE();
    const numbers = numbersFrom(data, HEADER_BYTES);
    const way = readIndexes(numbers.next).join(".");
    const schema = way === "0" ? String(id) : `${id}/${way}`;
    return { typeName: typeOfSchema(schemas, schema), payload: numbers.rest() };
  };
}
