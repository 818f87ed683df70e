import { InvalidMessage, type MessageDecoder } from "../domain/message-decoder.ts";
import type { ByteSink } from "./byte-sink.ts";
import { json, wire } from "./pass.ts";

/**
 * Generated code of one message type. Decodes the bytes from `start` to `end`, and further ranges of
 * the same message, begin and end in turn: protobuf merges a message that is there more than once.
 *
 * @returns Whether a field of the type was there.
 */
export type WriteMessage = (start: number, end: number, more?: readonly number[]) => boolean;

/** Makes the decoder of a message type out of its generated code. */
export function messageDecoder(typeName: string, write: WriteMessage): MessageDecoder {
  return {
    typeName,
    decodeToJson(bytes, into) {
      decode(write, bytes, into);
    },
  };
}

function decode(write: WriteMessage, bytes: Uint8Array, into: ByteSink): void {
  const before = into.length;
  wire.open(bytes);
  json.open(bytes, into);
  try {
    const isKnown = write(0, bytes.length);
    if (!isKnown && bytes.length > 0) {
      throw new InvalidMessage("ForeignMessage", "no field of the message type is there", 0);
    }
  } catch (error) {
    into.length = before;
    throw error;
  }
}
