import { InvalidError } from "@blueprints/lambda-kit/errors";
import { fieldsOf, WireError } from "@blueprints/lambda-kit/protobuf-wire";
import type { Framing } from "./framing.ts";

const TYPE_URL = 1;
const VALUE = 2;

function broken(reason: string, cause?: unknown): InvalidError {
  return new InvalidError("BrokenEnvelope", `an envelope ${reason}`, { cause });
}

function bytesOf(value: bigint | Uint8Array | undefined): Uint8Array {
  if (typeof value === "bigint") throw broken("has a number in place of bytes");
  return value ?? new Uint8Array();
}

function readFields(data: Uint8Array): Map<number, bigint | Uint8Array> {
  try {
    // Of a field that is there twice the last one counts, as in any protobuf.
    return new Map([...fieldsOf(data)].map(({ number, value }) => [number, value]));
  } catch (error) {
    if (error instanceof WireError) throw broken(error.message, error);
    throw error;
  }
}

/**
 * Every record is a `google.protobuf.Any`: the type is what its URL has after the last slash. Producers of
 * any language make one with their library's `pack`.
 *
 * @see https://protobuf.dev/reference/protobuf/google.protobuf/#any
 */
export const anyFraming: Framing = (data) => {
  const fields = readFields(data);
  const url = Buffer.from(bytesOf(fields.get(TYPE_URL))).toString();
  const slash = url.lastIndexOf("/");
  if (slash === -1) throw broken("names no type");
  return { typeName: url.slice(slash + 1), payload: bytesOf(fields.get(VALUE)) };
};
