import type { Answer } from "../domain/query.ts";
import type { Answers } from "./ports.ts";

/**
 * Keeps answers as they come: those of the moment while one batch is being written are the next batch. What a dying
 * process has not written is a few milliseconds' worth.
 */
export class AnswerKeeper {
  readonly #answers: Answers;
  #waiting = new Map<string, { answer: Answer; seconds: number }>();
  #writing: Promise<void> | undefined;

  constructor(answers: Answers) {
    this.#answers = answers;
  }

  keep(digest: string, answer: Answer, seconds: number): void {
    this.#waiting.set(digest, { answer, seconds });
    this.#writing ??= this.#write();
    this.#writing.catch(() => undefined); // thrown by `settled`
  }

  /** Waits until everything is written. */
  async settled(): Promise<void> {
    await this.#writing;
  }

  async #write(): Promise<void> {
    while (this.#waiting.size > 0) {
      const batch = this.#waiting;
      this.#waiting = new Map();
      await this.#answers.keep(batch);
    }
    this.#writing = undefined;
  }
}
