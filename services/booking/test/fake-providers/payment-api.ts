import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import * as z from "zod";

const Body = z.object({ chargeId: z.string() });

/** What became of a charge. */
export interface Charge {
  state: "authorised" | "captured" | "refunded";
  /** Which request captured it. */
  capturedBy: string | undefined;
  captures: number;
  refunds: number;
}

/** What a call does instead of what it should. */
export type Trouble =
  /** Answers 503, having done nothing. */
  | "refuse"
  /** Does it, and answers 503 for all that. */
  | "lose"
  /** Does it, and does not answer. */
  | "hang";

/** What an answer is, for those who call the provider without HTTP. */
export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** The ledger of a payment provider. Charges are authorised when they are first heard of; `declined-…` never. */
export interface PaymentLedger {
  readonly charges: Map<string, Charge>;
  handle(path: string, chargeId: string, key: string): Answer;
  /** Charges that customers have paid for good. */
  kept(): readonly string[];
}

export const PRICE = 12_300; // cents

function capture(chargeId: string, charge: Charge, key: string): Answer {
  if (chargeId.startsWith("declined")) return { status: 402, body: { message: "declined" } };
  if (charge.state !== "authorised") return { status: 409, body: { message: charge.state } };
  Object.assign(charge, { state: "captured", capturedBy: key, captures: charge.captures + 1 });
  const capturedCharge = { receipt_url: `https://pay.example.com/${chargeId}`, amount: PRICE };
  return { status: 200, body: { capturedCharge } };
}

function refund(chargeId: string, charge: Charge): Answer {
  if (charge.state !== "refunded") {
    Object.assign(charge, { state: "refunded", refunds: charge.refunds + 1 });
  }
  return { status: 200, body: { createdRefund: { id: `re_${chargeId}` } } };
}

/** A provider that answers the same key as it did before. */
export function paymentLedger(): PaymentLedger {
  const charges = new Map<string, Charge>();
  const answered = new Map<string, Answer>();
  const chargeOf = (chargeId: string): Charge => {
    const known = charges.get(chargeId);
    if (known !== undefined) return known;
    const state = "authorised" as const;
    const charge: Charge = { state, capturedBy: undefined, captures: 0, refunds: 0 };
    charges.set(chargeId, charge);
    return charge;
  };
  return {
    charges,
    handle(path, chargeId, key) {
      const name = `${path} ${key}`;
      const before = answered.get(name);
      if (before !== undefined) return before;
      const charge = chargeOf(chargeId);
      const answer =
        path === "/capture" ? capture(chargeId, charge, key) : refund(chargeId, charge);
      answered.set(name, answer);
      return answer;
    },
    kept: () => [...charges].flatMap(([id, { state }]) => (state === "captured" ? [id] : [])),
  };
}

/** A call of the provider. */
interface PaymentCall {
  readonly path: string;
  readonly chargeId: string;
  readonly key: string;
}

/** A payment provider on a free port of this machine. */
export interface FakePaymentApi extends PaymentLedger {
  readonly endpoint: string;
  /** Keys that the API takes; every key while there are none. */
  readonly keys: Set<string>;
  /** What the next calls of a path do. */
  readonly troubles: { readonly path: string; readonly trouble: Trouble }[];
  readonly calls: PaymentCall[];
  stop(): Promise<void>;
}

/** Starts the provider. It does not keep the process alive. */
export async function startPaymentApi(): Promise<FakePaymentApi> {
  const ledger = paymentLedger();
  const keys = new Set<string>();
  const troubles: FakePaymentApi["troubles"] = [];
  const calls: FakePaymentApi["calls"] = [];

  const struck = (path: string): Trouble | undefined => {
    const at = troubles.findIndex((one) => one.path === path);
    return at < 0 ? undefined : troubles.splice(at, 1)[0]?.trouble;
  };
  const answer = ({ path, chargeId, key }: PaymentCall): Answer | undefined => {
    const trouble = struck(path);
    if (trouble === "refuse") return { status: 503, body: {} };
    const truth = ledger.handle(path, chargeId, key);
    if (trouble === "hang") return undefined;
    return trouble === "lose" ? { status: 503, body: {} } : truth;
  };
  const answerRequest = async ({ headers, url = "" }: IncomingMessage, body: string) => {
    const path = url.replace(/^\/payments/u, "");
    const { chargeId } = Body.parse(JSON.parse(body));
    const call = { path, chargeId, key: String(headers["idempotency-key"]) };
    calls.push(call);
    const isKnown = keys.size === 0 || keys.has(String(headers["x-api-key"]));
    return isKnown ? answer(call) : { status: 401, body: {} };
  };
  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const given = await answerRequest(request, await text(request));
    if (given === undefined) return; // the caller's patience ends it
    response.writeHead(given.status, { "content-type": "application/json" });
    response.end(JSON.stringify(given.body));
  };
  const server = createServer((request, response) => void serve(request, response));
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  server.unref();
  const { port } = server.address() as AddressInfo;
  return Object.assign(ledger, {
    endpoint: `http://127.0.0.1:${port}/payments`,
    keys,
    troubles,
    calls,
    stop: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  });
}
