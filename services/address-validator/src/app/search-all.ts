import { InvalidError, UnavailableError } from "@blueprints/lambda-kit/errors";
import type { Answer, Query } from "../domain/query.ts";
import { Pacer, type Timing } from "./pacer.ts";
import type { Geocoder, Limiter } from "./ports.ts";

/** What searching needs. */
export interface SearchDeps {
  readonly geocoder: Geocoder;
  readonly limiter: Limiter;
  readonly timing: Timing;
  /** From 0 up to 1. */
  readonly random: () => number;
}

/** What came of searches. */
export interface Searched {
  readonly sent: number;
  readonly throttled: number;
  readonly answered: number;
  /** Queries that can never be answered, and those that failed in every try, with a code. */
  readonly failed: ReadonlyMap<number, string>;
  /** The time was over, or nothing at all was answered any more. */
  readonly isStopped: boolean;
}

const MAX_TRIES = 5;
const MAX_ON_THEIR_WAY = 64;
const MAX_FAILURES_IN_A_ROW = 25; // then it is not the queries
const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 5000;

interface Open {
  readonly at: number;
  readonly query: Query;
  readonly tries: number;
}

/**
 * Searches for every query, each at a moment of the limiter's. What the provider throttles is sent again as often as
 * it takes, after a pause for everybody; what fails otherwise, up to 5 times. It stops in time for the last answers.
 */
export async function searchAll(
  deps: SearchDeps,
  queries: ReadonlyMap<number, Query>,
  { untilMs, onAnswer }: { untilMs: number; onAnswer: (at: number, answer: Answer) => void },
): Promise<Searched> {
  const search = new Search(deps, queries, onAnswer);
  await search.run(untilMs);
  return search.outcome();
}

class Search {
  readonly #deps: SearchDeps;
  readonly #onAnswer: (at: number, answer: Answer) => void;
  readonly #open: Open[];
  readonly #onTheirWay = new Set<Promise<void>>();
  readonly #failed = new Map<number, string>();
  readonly #pacers = new Map<Query["kind"], Pacer>();
  #sent = 0;
  #throttled = 0;
  #answered = 0;
  #failuresInARow = 0;
  #throttledInARow = 0;
  #isStopped = false;
  #defect: unknown;

  constructor(
    deps: SearchDeps,
    queries: ReadonlyMap<number, Query>,
    onAnswer: (at: number, answer: Answer) => void,
  ) {
    this.#deps = deps;
    this.#onAnswer = onAnswer;
    this.#open = [...queries].map(([at, query]) => ({ at, query, tries: 0 })).reverse();
  }

  async run(untilMs: number): Promise<void> {
    const { timing } = this.#deps;
    while (this.#open.length > 0 || this.#onTheirWay.size > 0) {
      const mayWait = this.#open.length === 0 || this.#onTheirWay.size >= MAX_ON_THEIR_WAY;
      if (mayWait) await Promise.race(this.#onTheirWay);
      else await this.#sendNext();
      if (this.#defect !== undefined || this.#isStopped) break;
      if (this.#open.length > 0 && timing.now() >= untilMs) this.#isStopped = true;
    }
    await Promise.all(this.#onTheirWay);
    if (this.#defect !== undefined) throw this.#defect;
  }

  outcome(): Searched {
    return {
      sent: this.#sent,
      throttled: this.#throttled,
      answered: this.#answered,
      failed: this.#failed,
      isStopped: this.#isStopped,
    };
  }

  async #sendNext(): Promise<void> {
    const { kind } = this.#open.at(-1)?.query ?? { kind: "text" };
    await this.#pacerOf(kind).next(this.#open.length);
    const open = this.#open.pop();
    if (open === undefined) return;
    this.#sent += 1;
    const search = this.#send(open);
    this.#onTheirWay.add(search);
    void search.then(() => this.#onTheirWay.delete(search));
  }

  #pacerOf(kind: Query["kind"]): Pacer {
    const known = this.#pacers.get(kind);
    if (known !== undefined) return known;
    const pacer = new Pacer(this.#deps.limiter, kind, this.#deps.timing);
    this.#pacers.set(kind, pacer);
    return pacer;
  }

  /** Never fails: what is nobody's fault here is kept for `run` to throw. */
  async #send(open: Open): Promise<void> {
    try {
      const answer = await this.#deps.geocoder.search(open.query);
      this.#answered += 1;
      this.#failuresInARow = 0;
      this.#throttledInARow = 0;
      this.#onAnswer(open.at, answer);
    } catch (error) {
      try {
        await this.#takeFailure(open, error);
      } catch (defect) {
        this.#defect ??= defect;
      }
    }
  }

  async #takeFailure(open: Open, error: unknown): Promise<void> {
    if (error instanceof InvalidError) this.#failed.set(open.at, error.code);
    else if (!(error instanceof UnavailableError)) throw error;
    else if (error.code === "Throttled") await this.#waitForQuota(open);
    else await this.#tryLater(open, error);
  }

  async #waitForQuota(open: Open): Promise<void> {
    this.#throttled += 1;
    this.#throttledInARow += 1;
    this.#open.push(open);
    await this.#deps.limiter.pause(open.query.kind, this.#pauseMs(this.#throttledInARow));
  }

  async #tryLater(open: Open, error: UnavailableError): Promise<void> {
    this.#failuresInARow += 1;
    if (this.#failuresInARow >= MAX_FAILURES_IN_A_ROW) this.#isStopped = true;
    const tries = open.tries + 1;
    if (tries >= MAX_TRIES) {
      this.#failed.set(open.at, error.code);
      return;
    }
    await this.#deps.timing.sleep(this.#pauseMs(tries));
    this.#open.push({ ...open, tries });
  }

  /** Longer each time, and never the same for two. */
  #pauseMs(times: number): number {
    const longest = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (times - 1));
    return longest / 2 + (this.#deps.random() * longest) / 2;
  }
}
