import { InvalidError } from "@blueprints/lambda-kit/errors";
import type { ByteSink } from "../codec/byte-sink.ts";

/** What is wrong with bytes that are no message of the wanted type. */
export type InvalidMessageCode =
  /** A field ends before its length or its last byte. */
  | "TruncatedMessage"
  /** A varint goes on for more than 10 bytes, a tag or a length for more than 5. */
  | "OverlongVarint"
  /** Field number 0, or one of the wire types 6 and 7, which do not exist. */
  | "IllegalTag"
  /** A group ends that did not begin, or begins and does not end. */
  | "UnmatchedGroup"
  /** A text field is not UTF-8. */
  | "InvalidUtf8"
  /** Messages, map entries or groups within one another beyond {@link MAX_DEPTH}. */
  | "TooDeep"
  /** There are fields, but none that the type has. */
  | "ForeignMessage"
  /** A well-known type holds a value that has no JSON, such as a time after the year 9999. */
  | "NoJsonValue";

/** How deep messages may lie within one another, the outermost not counted; protoc's limit. */
export const MAX_DEPTH = 100;

/** Bytes that are no message of the wanted type; the message never quotes them. */
export class InvalidMessage extends InvalidError {
  declare readonly code: InvalidMessageCode;
  /** Where in the bytes the trouble is, from 0. */
  readonly offset: number;

  constructor(code: InvalidMessageCode, reason: string, offset: number) {
    super(code, `${reason} at byte ${offset}`);
    this.offset = offset;
  }
}

/** Turns the bytes of one protobuf message type into JSON. */
export interface MessageDecoder {
  /** With the package: `shop.v1.Order`. */
  readonly typeName: string;
  /**
   * Appends the message as one JSON object, UTF-8 and without a line break: the canonical proto3 JSON
   * mapping, but with the field names of the .proto file as they are written there. The order is that
   * of the field numbers. No bytes are a message with nothing set: `{}`.
   *
   * @throws {InvalidMessage} The bytes are no message of this type; the sink is as it was before.
   * @see https://protobuf.dev/programming-guides/json/
   */
  decodeToJson(bytes: Uint8Array, into: ByteSink): void;
}
