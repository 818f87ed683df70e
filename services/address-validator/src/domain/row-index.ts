/** Of rows that have no query: what is in their place. Queries have numbers below. */
export const BLANK_LINE = 0xffff_ffff;
export const EMPTY_ROW = 0xffff_fffe;
export const NOT_A_POSITION = 0xffff_fffd;
export const TEXT_TOO_LONG = 0xffff_fffc;

const BYTES = 4; // of a row
const FIRST_ROWS = 4096;

/** Which query each row has, in the order of the rows: four bytes for a row, least significant first. */
export class RowIndexWriter {
  #rows = new Uint32Array(FIRST_ROWS);
  #count = 0;

  push(query: number): void {
    if (this.#count === this.#rows.length) {
      const larger = new Uint32Array(this.#rows.length * 2);
      larger.set(this.#rows);
      this.#rows = larger;
    }
    this.#rows[this.#count] = query;
    this.#count += 1;
  }

  get count(): number {
    return this.#count;
  }

  /** Every machine that Lambda has is little-endian. */
  bytes(): Uint8Array {
    return new Uint8Array(this.#rows.buffer, 0, this.#count * BYTES);
  }
}

/** Reads what {@link RowIndexWriter} wrote. */
export function readRowIndex(bytes: Uint8Array): {
  readonly count: number;
  at(row: number): number;
} {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const count = Math.floor(bytes.byteLength / BYTES);
  return { count, at: (row) => view.getUint32(row * BYTES, true) };
}
