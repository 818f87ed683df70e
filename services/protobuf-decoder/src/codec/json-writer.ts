import { InvalidMessage } from "../domain/message-decoder.ts";
import { ByteSink } from "./byte-sink.ts";
import { writeDigits, writeLongDigits } from "./digits.ts";
import { utf8Length } from "./utf8.ts";

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const MINUS = 0x2d;
const LONGEST_ESCAPE = 6; // \u0000
const LONGEST_INTEGER = 20; // -9223372036854775808
const NO_BYTES = new Uint8Array(0);
const HEX = "0123456789abcdef";
const SHORT_ESCAPES: ReadonlyMap<number, string> = new Map([
  [0x08, "\\b"],
  [0x09, "\\t"],
  [0x0a, "\\n"],
  [0x0c, "\\f"],
  [0x0d, "\\r"],
  [QUOTE, '\\"'],
  [BACKSLASH, "\\\\"],
]);

/** Whether a byte stands in a JSON text as it is: 1, or 0. */
const IS_PLAIN = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte >= 0x20 && byte < 0x80 && byte !== QUOTE && byte !== BACKSLASH ? 1 : 0,
);

/** Writes JSON's parts as bytes; text and bytes come straight from the message that is decoded. */
export class JsonWriter {
  out: ByteSink = new ByteSink();
  /** The message's bytes, which the ranges of {@link text} and {@link base64} lie in. */
  source: Uint8Array = NO_BYTES;
  /** Above 0 while something is written only to check it: values without JSON do not matter then. */
  discarding = 0;
  /** Begins with another message. */
  open(source: Uint8Array, out: ByteSink): void {
    this.source = source;
    this.out = out;
    this.discarding = 0;
  }

  /** Bytes that are JSON already. */
  raw(bytes: Uint8Array): void {
    const { out } = this;
    const count = bytes.length;
    out.reserve(count);
    const to = out.bytes;
    const at = out.length;
    for (let place = 0; place < count; place += 1) to[at + place] = bytes[place] ?? 0;
    out.length = at + count;
  }

  /** A short ASCII text that is JSON already. */
  ascii(text: string): void {
    const { out } = this;
    out.reserve(text.length);
    for (let place = 0; place < text.length; place += 1) {
      out.bytes[out.length + place] = text.charCodeAt(place);
    }
    out.length += text.length;
  }

  /** A signed integer of 32 bits. */
  int32(value: number): void {
    const { out } = this;
    out.reserve(LONGEST_INTEGER);
    if (value < 0) out.byte(MINUS);
    writeDigits(out, value < 0 ? -value : value);
  }

  /** An integer of 64 bits without a sign, as a text. */
  uint64(low: number, high: number): void {
    const { out } = this;
    out.reserve(LONGEST_INTEGER + 2);
    out.byte(QUOTE);
    writeLongDigits(out, low >>> 0, high >>> 0);
    out.byte(QUOTE);
  }

  /** A signed integer of 64 bits, as a text. */
  int64(low: number, high: number): void {
    if (high >= 0) {
      this.uint64(low, high);
      return;
    }
    const { out } = this;
    out.reserve(LONGEST_INTEGER + 2);
    out.byte(QUOTE);
    out.byte(MINUS);
    // The magnitude: all bits inverted, plus one that carries when the low half is 0.
    writeLongDigits(out, -low >>> 0, (low === 0 ? -high : ~high) >>> 0);
    out.byte(QUOTE);
  }

  /**
   * UTF-8 text of the message.
   *
   * @throws {InvalidMessage} `InvalidUtf8`.
   */
  text(start: number, end: number): void {
    const { out, source } = this;
    out.reserve(end - start + 2);
    const to = out.bytes;
    let length = out.length;
    to[length] = QUOTE;
    length += 1;
    let at = start;
    while (at < end) {
      const byte = source[at] ?? 0;
      if (IS_PLAIN[byte] === 0) break;
      to[length] = byte;
      length += 1;
      at += 1;
    }
    out.length = length;
    if (at < end) this.#anyText(at, end);
    out.byte(QUOTE);
  }

  #anyText(start: number, end: number): void {
    const { out, source } = this;
    out.reserve((end - start) * LONGEST_ESCAPE + 1);
    const to = out.bytes;
    let at = start;
    while (at < end) {
      const byte = source[at] ?? 0;
      if (IS_PLAIN[byte] === 1) {
        to[out.length] = byte;
        out.length += 1;
        at += 1;
      } else if (byte < 0x80) {
        this.ascii(escapeOf(byte));
        at += 1;
      } else at = this.#character(at, end);
    }
  }

  #character(start: number, end: number): number {
    const { out, source } = this;
    const stop = start + checkedLength(source, start, end);
    for (let at = start; at < stop; at += 1) {
      out.bytes[out.length] = source[at] ?? 0;
      out.length += 1;
    }
    return stop;
  }

  /**
   * Checks a text that is not written, because a later one takes its place.
   *
   * @throws {InvalidMessage} `InvalidUtf8`.
   */
  checkText(start: number, end: number): void {
    const { source } = this;
    let at = start;
    while (at < end) at += (source[at] ?? 0) < 0x80 ? 1 : checkedLength(source, at, end);
  }

  /**
   * Refuses a message for a value that JSON has no form for.
   *
   * @throws {InvalidMessage} `NoJsonValue`, unless the value will not be seen anyway.
   */
  refuse(reason: string): void {
    if (this.discarding === 0) throw new InvalidMessage("NoJsonValue", reason, 0);
  }
}

function escapeOf(byte: number): string {
  return SHORT_ESCAPES.get(byte) ?? `\\u00${HEX[byte >> 4] ?? ""}${HEX[byte & 15] ?? ""}`;
}

function checkedLength(source: Uint8Array, at: number, end: number): number {
  const length = utf8Length(source, at, end);
  if (length === 0) throw new InvalidMessage("InvalidUtf8", "a text is not UTF-8", at);
  return length;
}
