import { InvalidMessage, MAX_DEPTH, type InvalidMessageCode } from "../domain/message-decoder.ts";

const MAX_VARINT_BYTES = 10;
const MAX_TAG_BYTES = 5; // of a tag or a length, as protoc reads them
const MAX_LENGTH = 0x7fffffff;
const NO_BYTES = new Uint8Array(0);

/** The kinds of value that a tag's last three bits name. */
const WIRE = { varint: 0, fixed64: 1, bytes: 2, groupStart: 3, groupEnd: 4, fixed32: 5 };

const scratch = new DataView(new ArrayBuffer(8));

/**
 * Reads protobuf's wire format. Every read is told where it begins and where the enclosing message ends,
 * and leaves where it ended in `at`: the generated decoders keep their own place in a local variable.
 *
 * @see https://protobuf.dev/programming-guides/encoding/
 */
export class WireReader {
  bytes: Uint8Array = NO_BYTES;
  /** Just behind what was read last; of {@link span} the begin of the content. */
  at = 0;
  /** The low 32 bits of the last varint, as a signed number. */
  low = 0;
  /** The high 32 bits of the last varint, as a signed number. */
  high = 0;
  /** Messages and groups that are open, the outermost not counted. */
  depth = 0;

  /** Begins with other bytes. */
  open(bytes: Uint8Array): void {
    this.bytes = bytes;
    this.depth = 0;
  }

  /**
   * A varint into `low` and `high`.
   *
   * @returns The low 32 bits, signed. What a tenth byte has beyond bit 63 is dropped, as protoc does.
   * @throws {InvalidMessage} `TruncatedMessage`, `OverlongVarint`.
   */
  varint(at: number, end: number): number {
    let low = 0;
    let high = 0;
    const last = at + MAX_VARINT_BYTES;
    for (let place = at, shift = 0; place < last; place += 1, shift += 7) {
      if (place >= end) this.refuse("TruncatedMessage", "a varint ends too early", place);
      const byte = this.bytes[place] ?? 0;
      const bits = byte & 0x7f;
      if (shift < 28) low |= bits << shift;
      else if (shift > 28) high |= bits << (shift - 32);
      else {
        low |= bits << 28;
        high = bits >> 4;
      }
      if (byte < 0x80) {
        this.at = place + 1;
        this.low = low;
        this.high = high;
        return low;
      }
    }
    return this.refuse("OverlongVarint", "a varint has more than 10 bytes", at);
  }

  /**
   * A tag or another number of 32 bits without a sign.
   *
   * @throws {InvalidMessage} `TruncatedMessage`, `OverlongVarint`: more than 5 bytes.
   */
  tag(at: number, end: number): number {
    const tag = this.varint(at, end);
    if (this.at - at > MAX_TAG_BYTES) {
      this.refuse("OverlongVarint", "a tag or length has more than 5 bytes", at);
    }
    return tag >>> 0;
  }

  /**
   * The length of a field and its place: `at` is left where the content begins.
   *
   * @returns Where the content ends.
   * @throws {InvalidMessage} `TruncatedMessage`, `OverlongVarint`.
   */
  span(at: number, end: number): number {
    let length = at < end ? (this.bytes[at] ?? 0) : 0x80;
    if (length < 0x80) this.at = at + 1;
    else length = this.#longLength(at, end);
    const stop = this.at + length;
    if (stop > end) this.refuse("TruncatedMessage", "a length reaches beyond the end", at);
    return stop;
  }

  #longLength(at: number, end: number): number {
    const length = this.tag(at, end);
    // A fifth byte may hold bits that fall off; protoc refuses the length then, and beyond 2 GiB.
    const isCut = this.at - at === MAX_TAG_BYTES && (this.bytes[this.at - 1] ?? 0) >= 8;
    if (isCut || length > MAX_LENGTH) {
      this.refuse("TruncatedMessage", "a length reaches beyond 2 GiB", at);
    }
    return length;
  }

  /** Four bytes, the lowest first, as a signed number; the caller has checked that they are there. */
  fixed32(at: number): number {
    const { bytes } = this;
    return (
      (bytes[at] ?? 0) |
      ((bytes[at + 1] ?? 0) << 8) |
      ((bytes[at + 2] ?? 0) << 16) |
      ((bytes[at + 3] ?? 0) << 24)
    );
  }

  /** A number of single precision. */
  float(at: number): number {
    scratch.setInt32(0, this.fixed32(at));
    return scratch.getFloat32(0);
  }

  /** A number of double precision. */
  double(at: number): number {
    scratch.setInt32(0, this.fixed32(at + 4));
    scratch.setInt32(4, this.fixed32(at));
    return scratch.getFloat64(0);
  }

  /**
   * Goes past a field that the message type does not have.
   *
   * @returns Where the next field begins.
   * @throws {InvalidMessage}
   */
  skip(tag: number, at: number, end: number): number {
    if (tag < 8) this.refuse("IllegalTag", "a field has the number 0", at);
    switch (tag & 7) {
      case WIRE.varint:
        this.varint(at, end);
        return this.at;
      case WIRE.fixed64:
        return this.fixed(at + 8, end);
      case WIRE.bytes:
        return this.span(at, end);
      case WIRE.groupStart:
        return this.#group(tag >>> 3, at, end);
      case WIRE.groupEnd:
        return this.refuse("UnmatchedGroup", "a group ends that did not begin", at);
      case WIRE.fixed32:
        return this.fixed(at + 4, end);
      default:
        return this.refuse("IllegalTag", `there is no wire type ${tag & 7}`, at);
    }
  }

  /** Checks that a value of fixed size, which would end at `stop`, is there. */
  fixed(stop: number, end: number): number {
    if (stop > end) this.refuse("TruncatedMessage", "a number ends too early", end);
    return stop;
  }

  #group(number: number, begin: number, end: number): number {
    this.descend(begin);
    let at = begin;
    while (at < end) {
      const tag = this.tag(at, end);
      at = this.at;
      if ((tag & 7) === WIRE.groupEnd && tag >>> 3 === number) {
        this.depth -= 1;
        return at;
      }
      at = this.skip(tag, at, end);
    }
    return this.refuse("UnmatchedGroup", "a group does not end", begin);
  }

  /**
   * Goes one message or group deeper.
   *
   * @throws {InvalidMessage} `TooDeep`.
   */
  descend(at: number): void {
    this.depth += 1;
    if (this.depth > MAX_DEPTH) {
      this.refuse("TooDeep", `more than ${MAX_DEPTH} messages lie within one another`, at);
    }
  }

  /** @throws {InvalidMessage} Always. */
  refuse(code: InvalidMessageCode, reason: string, at: number): never {
    throw new InvalidMessage(code, reason, at);
  }
}
