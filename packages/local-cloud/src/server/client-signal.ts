import type { ServerResponse } from "node:http";

/**
 * Tells an operation that nobody waits for its answer any more. The signal is made when it is first
 * asked for: few operations wait, and making one for every request costs more than reading it.
 */
export class ClientSignal {
  readonly #stopping: AbortSignal;
  #gone = false;
  #controller: AbortController | undefined;
  #signal: AbortSignal | undefined;

  constructor(response: ServerResponse, stopping: AbortSignal) {
    this.#stopping = stopping;
    response.once("close", () => {
      // Every response closes; after the answer is out nobody is left to be told.
      if (!response.writableFinished) this.#abort();
    });
  }

  /** Aborts when the client has gone without its answer or the cloud stops. */
  get signal(): AbortSignal {
    if (this.#signal === undefined) {
      this.#controller = new AbortController();
      this.#signal = AbortSignal.any([this.#controller.signal, this.#stopping]);
      if (this.#gone) this.#abort();
    }
    return this.#signal;
  }

  #abort(): void {
    this.#gone = true;
    this.#controller?.abort(new Error("the client has gone"));
  }
}
