import {
  SimpleJwksCache,
  type JwkWithKid,
  type JwksCache,
  type PenaltyBox,
} from "aws-jwt-verify/jwk";
import { WaitPeriodNotYetEndedJwkError } from "aws-jwt-verify/error";

const MAX_AGE_MS = 3_600_000; // a key that the pool has withdrawn is trusted for so long
const COOL_DOWN_MS = 10_000; // between two requests for keys, whatever tokens come
const RETRY_MS = 2000; // after one that failed
const FETCH_TIMEOUT_MS = 1500;
const MAX_BYTES = 100_000; // two keys of a pool are under a thousand

/** What reading keys has for its effects; a test passes its own. */
export interface KeyEffects {
  /** Milliseconds; only differences count. */
  readonly now: () => number;
  readonly fetch: (url: string, init: { signal: AbortSignal }) => Promise<Response>;
}

/** Refuses to ask for keys again so soon. */
class CoolDown implements PenaltyBox {
  #until = Number.NEGATIVE_INFINITY;
  #reason: unknown;
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** What is refused meanwhile is refused for the reason. */
  start(ms: number, reason?: unknown): void {
    this.#until = this.#now() + ms;
    this.#reason = reason;
  }

  get isOn(): boolean {
    return this.#now() < this.#until;
  }

  async wait(): Promise<void> {
    if (!this.isOn) return;
    throw this.#reason ?? new WaitPeriodNotYetEndedJwkError("keys were read just now");
  }

  registerFailedAttempt(): void {
    this.start(COOL_DOWN_MS);
  }

  registerSuccessfulAttempt(): void {
    this.start(COOL_DOWN_MS);
  }
}

async function read(url: string, { fetch }: KeyEffects): Promise<ArrayBuffer> {
  const response = await fetch(url, { signal: AbortSignal.timeout(FETCH_TIMEOUT_MS) });
  if (response.status !== 200) throw new Error(`${url} answers ${response.status}`);
  const bytes = await response.arrayBuffer();
  if (bytes.byteLength > MAX_BYTES) throw new Error(`${url} has ${bytes.byteLength} bytes`);
  return bytes;
}

/**
 * The keys of an issuer: read when the first token comes, again when they are an hour old, and again when a
 * token names a key that is not among them, but never more often than a cool-down allows. Known keys outlive
 * an outage of the issuer.
 */
export function signingKeys(effects: KeyEffects = { now: Date.now, fetch }): JwksCache {
  const coolDown = new CoolDown(effects.now);
  let readAt = Number.NEGATIVE_INFINITY;
  const fetcher = {
    async fetch(url: string): Promise<ArrayBuffer> {
      try {
        const bytes = await read(url, effects);
        readAt = effects.now();
        return bytes;
      } catch (error) {
        coolDown.start(RETRY_MS, error);
        throw error;
      }
    },
  };
  const cache = new SimpleJwksCache({ fetcher, penaltyBox: coolDown });

  const refreshIfOld = async (url: string): Promise<void> => {
    const isOld = Number.isFinite(readAt) && effects.now() - readAt > MAX_AGE_MS;
    if (!isOld || coolDown.isOn) return;
    try {
      await cache.getJwks(url);
    } catch {
      // The keys that are known stay good; the fetcher has started its cool-down.
    }
  };

  return {
    async getJwk(url, jwt): Promise<JwkWithKid> {
      await refreshIfOld(url);
      return cache.getJwk(url, jwt);
    },
    getCachedJwk: (url, jwt) => cache.getCachedJwk(url, jwt),
    addJwks: (url, jwks) => cache.addJwks(url, jwks),
    getJwks: (url) => cache.getJwks(url),
  };
}
