import { ByteSink } from "../../src/codec/byte-sink.ts";
import { decoders as own } from "../../src/codec/generated/decoders.ts";
import { decoders as everyFeature } from "../../src/codec/generated/every-feature.ts";
import { InvalidMessage, type MessageDecoder } from "../../src/domain/message-decoder.ts";

/** The decoder of a type of the service, or of every_feature.proto. */
export function decoderOf(typeName: string): MessageDecoder {
  return (own.get(typeName) ?? everyFeature.get(typeName))!;
}

/** The JSON text of a message, which must be the only thing in the sink. */
export function jsonText(typeName: string, bytes: Uint8Array): string {
  const sink = new ByteSink();
  decoderOf(typeName).decodeToJson(bytes, sink);
  return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(sink.written());
}

/** What became of bytes: the JSON, or why there is none. */
export type Outcome = { readonly json: unknown } | { readonly refused: InvalidMessage };

/** Decodes; anything but {@link InvalidMessage} goes on up. */
export function outcomeOf(typeName: string, bytes: Uint8Array): Outcome {
  try {
    return { json: JSON.parse(jsonText(typeName, bytes)) };
  } catch (error) {
    if (error instanceof InvalidMessage) return { refused: error };
    throw error;
  }
}
