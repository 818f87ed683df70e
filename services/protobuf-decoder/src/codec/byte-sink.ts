import { InvalidError } from "@blueprints/lambda-kit/errors";

const FIRST_CAPACITY_BYTES = 64 * 1024;

/** Bytes that are collected one after the other in a buffer that grows. */
export class ByteSink {
  /** The buffer, of which only the first `length` bytes mean anything. */
  bytes: Uint8Array = new Uint8Array(FIRST_CAPACITY_BYTES);
  /** How many bytes are in the sink; setting it to less takes the later ones out again. */
  length = 0;
  /** How large the buffer may grow. */
  maxBytes: number = Infinity;

  /**
   * Makes room for so many more bytes.
   *
   * @throws {InvalidError} `MessageTooLarge`: the buffer would have to grow beyond `maxBytes`.
   */
  reserve(count: number): void {
    if (this.length + count > this.bytes.length) this.#grow(this.length + count);
  }

  /** Appends one byte. */
  byte(value: number): void {
    this.reserve(1);
    this.bytes[this.length] = value;
    this.length += 1;
  }

  /** What has been collected: a view that is good until the sink is written to again. */
  written(): Uint8Array {
    return this.bytes.subarray(0, this.length);
  }

  #grow(needed: number): void {
    if (needed > this.maxBytes) {
      throw new InvalidError("MessageTooLarge", "as JSON the message leaves no memory");
    }
    const larger = new Uint8Array(Math.max(needed, this.bytes.length * 2));
    larger.set(this.bytes.subarray(0, this.length));
    this.bytes = larger;
  }
}
