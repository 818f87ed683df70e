import { Readable } from "node:stream";

/** A streaming body whose bytes are all there already, so that they can be sent without streaming. */
export class WholeBody extends Readable {
  readonly bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    super();
    this.bytes = bytes;
  }

  override _read(): void {
    if (this.bytes.length > 0) this.push(this.bytes);
    this.push(null);
  }
}
