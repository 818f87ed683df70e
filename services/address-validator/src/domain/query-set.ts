import { hash } from "node:crypto";

const FIRST_SLOTS = 4096; // a power of two, as ever after
const WORDS = 4; // of a digest: 128 bits

/**
 * Numbers of different queries, in the order of their first appearance. It keeps 128 bits of the SHA-256 of each, not
 * the query: 20 bytes a slot, at most two slots of three in use. That two of a million queries share the bits has a
 * probability below 2^-89.
 */
export class QuerySet {
  #digests = new Uint32Array(FIRST_SLOTS * WORDS);
  /** The query's number and one more; 0 is a free slot. */
  #numbers = new Uint32Array(FIRST_SLOTS);
  #count = 0;

  get count(): number {
    return this.#count;
  }

  /** The number of a query; one that was not there before gets the next, which is then the count less one. */
  add(identity: string): number {
    if ((this.#count + 1) * 3 > this.#numbers.length * 2) this.#grow();
    const digest = hash("sha256", identity, "buffer");
    const words = [0, 4, 8, 12].map((at) => digest.readUInt32LE(at));
    const slot = this.#slotOf(words);
    const known = this.#numbers[slot] ?? 0;
    if (known !== 0) return known - 1;
    this.#digests.set(words, slot * WORDS);
    this.#count += 1;
    this.#numbers[slot] = this.#count;
    return this.#count - 1;
  }

  /** The slot of a digest, or the free one where it belongs. */
  #slotOf(words: readonly number[]): number {
    const mask = this.#numbers.length - 1;
    let slot = (words[0] ?? 0) & mask;
    while (this.#numbers[slot] !== 0 && !this.#isAt(slot, words)) slot = (slot + 1) & mask;
    return slot;
  }

  #isAt(slot: number, words: readonly number[]): boolean {
    const at = slot * WORDS;
    for (let word = 0; word < WORDS; word += 1) {
      if (this.#digests[at + word] !== words[word]) return false;
    }
    return true;
  }

  #grow(): void {
    const digests = this.#digests;
    const numbers = this.#numbers;
    this.#digests = new Uint32Array(digests.length * 2);
    this.#numbers = new Uint32Array(numbers.length * 2);
    for (const [slot, number] of numbers.entries()) {
      if (number === 0) continue;
      const words = [...digests.subarray(slot * WORDS, (slot + 1) * WORDS)];
      const moved = this.#slotOf(words);
      this.#digests.set(words, moved * WORDS);
      this.#numbers[moved] = number;
    }
  }
}
