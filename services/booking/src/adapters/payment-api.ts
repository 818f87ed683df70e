import type { Reader } from "@blueprints/lambda-kit/config";
import { ConflictError, UnavailableError } from "@blueprints/lambda-kit/errors";
import * as z from "zod/mini";
import type { PaymentProvider } from "../app/process-ports.ts";
import { KeyRefused, NoAnswer, policyOf, type Patience } from "./patience.ts";

// Three tries with their pauses end within 10 s, two thirds of what the function has.
const PATIENCE: Patience = { timeoutMs: 3000, retries: 2, failuresToOpen: 6, openMs: 10_000 };

const Captured = z.object({
  capturedCharge: z.object({ receipt_url: z.string(), amount: z.int().check(z.gte(0)) }),
});

interface Request {
  readonly path: "capture" | "refund";
  readonly chargeId: string;
  readonly key: string;
}

type Answer = { readonly status: number; readonly body: unknown };

const REFUSALS = new Set([400, 402, 404, 409, 410, 422]); // it understood, and will never do it

async function read(response: Response): Promise<Answer> {
  const { status } = response;
  if (status === 401 || status === 403) throw new KeyRefused(`the payment API said ${status}`);
  if (status !== 200 && !REFUSALS.has(status)) {
    throw new NoAnswer(`the payment API said ${status}`);
  }
  const body: unknown = status === 200 ? await response.json() : undefined;
  return { status, body };
}

/**
 * Payments of an HTTP API with the airline example's contract: `POST <endpoint>/capture` and `/refund` of a
 * `chargeId`. A try has a time limit, and what may have failed is tried again under the same idempotency key.
 *
 * @see https://github.com/aws-samples/aws-serverless-airline-booking
 */
export function paymentApi(
  {
    endpoint,
    apiKey,
  }: {
    readonly endpoint: Reader<{ readonly PaymentApiEndpoint: string }>;
    readonly apiKey: Reader<{ readonly apiKey: string }>;
  },
  patience: Patience = PATIENCE,
): PaymentProvider {
  const policy = policyOf(patience);

  const post = async ({ path, chargeId, key }: Request, fresh: boolean) => {
    const { PaymentApiEndpoint } = await endpoint();
    const headers = {
      accept: "application/json",
      "content-type": "application/json",
      "idempotency-key": key,
      "x-api-key": (await apiKey({ fresh })).apiKey,
    };
    const url = `${PaymentApiEndpoint.replace(/\/+$/u, "")}/${path}`;
    const body = JSON.stringify({ chargeId });
    return policy.execute(async ({ signal }) =>
      read(await fetch(url, { method: "POST", headers, body, signal, redirect: "error" })),
    );
  };

  const ask = async (request: Request): Promise<Answer> => {
    try {
      return await post(request, false).catch((error: unknown) => {
        if (!(error instanceof KeyRefused)) throw error;
        return post(request, true); // it may just have been rotated
      });
    } catch (cause) {
      if (cause instanceof UnavailableError) throw cause;
      throw new UnavailableError("PaymentsUnavailable", "the payment API does not answer", {
        cause,
      });
    }
  };

  return {
    async capture(chargeId, key) {
      const { status, body } = await ask({ path: "capture", chargeId, key });
      if (status !== 200) throw new ConflictError("PaymentDeclined", "the payment was declined");
      const { capturedCharge } = z.parse(Captured, body);
      return { price: capturedCharge.amount, receiptUrl: capturedCharge.receipt_url };
    },

    async refund(chargeId, key) {
      const { status } = await ask({ path: "refund", chargeId, key });
      if (status === 200 || status === 404) return; // what it does not know it has not charged
      throw new UnavailableError("RefundRefused", `the payment API said ${status}`);
    },
  };
}
