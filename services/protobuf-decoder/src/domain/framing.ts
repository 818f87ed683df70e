/** What is left of a record's data without its frame. */
export interface FramedMessage {
  /** With its package: `shop.v1.Order`. */
  readonly typeName: string;
  /** The message's own bytes. */
  readonly payload: Uint8Array;
}

/**
 * Takes the frame off a record's data. Which framing a stream has is a setting: the bytes are never asked.
 *
 * @throws {InvalidError} The data does not have this frame, or names a type that is not known.
 */
export type Framing = (data: Uint8Array) => FramedMessage;

/** Every record is a message of one type, and nothing else. */
export function plainFraming(typeName: string): Framing {
  return (payload) => ({ typeName, payload });
}
