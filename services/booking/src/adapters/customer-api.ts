import type { Reader } from "@blueprints/lambda-kit/config";
import { UnavailableError } from "@blueprints/lambda-kit/errors";
import {
  BrokenCircuitError,
  circuitBreaker,
  ConsecutiveBreaker,
  ExponentialBackoff,
  handleType,
  handleWhen,
  retry,
  timeout,
  TimeoutStrategy,
  wrap,
} from "cockatiel";
import type { CustomerService } from "../app/ports.ts";

/** How long and how often the customer API is asked. */
export interface Patience {
  /** Of one try, in milliseconds. */
  readonly timeoutMs: number;
  /** After the first try. */
  readonly retries: number;
  /** Failures in a row after which nobody asks any more. */
  readonly failuresToOpen: number;
  /** How long nobody asks then, in milliseconds. */
  readonly openMs: number;
}

// Three tries with their pauses end within 5 s, a third of what the function has.
const PATIENCE: Patience = { timeoutMs: 1500, retries: 2, failuresToOpen: 6, openMs: 10_000 };
const FIRST_PAUSE_MS = 50;
const MAX_PAUSE_MS = 500;

/** The API answered something that is no answer: perhaps another time. */
class NoAnswer extends Error {
  override readonly name = "NoAnswer";
}

/** The API does not know the key. */
class KeyRefused extends Error {
  override readonly name = "KeyRefused";
}

function meaningOf(status: number): boolean {
  if (status === 200) return true;
  if (status === 404) return false;
  if (status === 401 || status === 403) throw new KeyRefused(`the customer API said ${status}`);
  throw new NoAnswer(`the customer API said ${status}`);
}

function policyOf({ timeoutMs, retries, failuresToOpen, openMs }: Patience) {
  const passing = handleType(NoAnswer).orWhen((error) => !(error instanceof KeyRefused));
  const again = handleWhen((error) => !(error instanceof KeyRefused || isOpen(error)));
  return wrap(
    retry(again, {
      maxAttempts: retries,
      backoff: new ExponentialBackoff({ initialDelay: FIRST_PAUSE_MS, maxDelay: MAX_PAUSE_MS }),
    }),
    circuitBreaker(passing, {
      halfOpenAfter: openMs,
      breaker: new ConsecutiveBreaker(failuresToOpen),
    }),
    timeout(timeoutMs, TimeoutStrategy.Aggressive),
  );
}

function isOpen(error: unknown): boolean {
  return error instanceof BrokenCircuitError;
}

/**
 * Customers of an HTTP API: `GET <endpoint>/<customerId>` answers 200 or 404. A try has a time limit, what
 * fails is tried again, and after failures in a row the API is left alone for a while: then nobody waits.
 * A key that is refused is read afresh once: it may just have been rotated.
 */
export function customerApi(
  {
    endpoint,
    apiKey,
  }: {
    readonly endpoint: Reader<{ readonly CustomerApiEndpoint: string }>;
    readonly apiKey: Reader<{ readonly apiKey: string }>;
  },
  patience: Patience = PATIENCE,
): CustomerService {
  let asked = { endpoint: "", policy: policyOf(patience) };

  /** What another endpoint did says nothing of this one. */
  const policyFor = (url: string) => {
    if (asked.endpoint !== url) asked = { endpoint: url, policy: policyOf(patience) };
    return asked.policy;
  };

  const ask = async (customerId: string, fresh: boolean): Promise<boolean> => {
    const { CustomerApiEndpoint } = await endpoint();
    const headers = { accept: "application/json", "x-api-key": (await apiKey({ fresh })).apiKey };
    const url = `${CustomerApiEndpoint.replace(/\/+$/u, "")}/${encodeURIComponent(customerId)}`;
    return policyFor(CustomerApiEndpoint).execute(async ({ signal }) => {
      const response = await fetch(url, { headers, signal, redirect: "error" });
      await response.body?.cancel(); // its status says it all
      return meaningOf(response.status);
    });
  };

  const askTwice = async (customerId: string): Promise<boolean> => {
    try {
      return await ask(customerId, false);
    } catch (error) {
      if (!(error instanceof KeyRefused)) throw error;
      return ask(customerId, true);
    }
  };

  return {
    async customerExists(customerId) {
      try {
        return await askTwice(customerId);
      } catch (cause) {
        if (cause instanceof UnavailableError) throw cause;
        const retryAfterSeconds = Math.ceil(patience.openMs / 1000);
        throw new UnavailableError("CustomersUnavailable", "the customer API does not answer", {
          cause,
          ...(isOpen(cause) && { retryAfterSeconds }),
        });
      }
    },
  };
}
