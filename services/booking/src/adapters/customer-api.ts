import type { Reader } from "@blueprints/lambda-kit/config";
import { UnavailableError } from "@blueprints/lambda-kit/errors";
import type { CustomerService } from "../app/ports.ts";
import { isOpen, KeyRefused, NoAnswer, policyOf, type Patience } from "./patience.ts";

// Three tries with their pauses end within 5 s, a third of what the function has.
const PATIENCE: Patience = { timeoutMs: 1500, retries: 2, failuresToOpen: 6, openMs: 10_000 };
function meaningOf(status: number): boolean {
  if (status === 200) return true;
  if (status === 404) return false;
  if (status === 401 || status === 403) throw new KeyRefused(`the customer API said ${status}`);
  throw new NoAnswer(`the customer API said ${status}`);
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
