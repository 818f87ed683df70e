import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** How the API answers a call; `undefined` for never. */
export type Answer = number | undefined;

/** A customer provider on a free port of this machine. */
export interface FakeCustomerApi {
  /** What goes into the configuration: `GET <endpoint>/<customerId>`. */
  readonly endpoint: string;
  /** Ids that were asked for, in their order. */
  readonly asked: string[];
  /** Keys that came with the calls, in their order. */
  readonly shown: string[];
  /** Keys that the API takes; every key while there are none. */
  readonly keys: Set<string>;
  /** What the next calls answer, before it answers truthfully again. */
  readonly next: Answer[];
  /** What every call answers while it is set. */
  always: Answer | "the truth";
  stop(): Promise<void>;
}

/** Ids of nobody: `nobody-…`, as everyone else is a customer. */
export function isCustomer(customerId: string): boolean {
  return !customerId.startsWith("nobody");
}

function keyOf(request: IncomingMessage): string {
  return String(request.headers["x-api-key"] ?? "");
}

/** Starts the provider. It does not keep the process alive. */
export async function startCustomerApi(): Promise<FakeCustomerApi> {
  const state = {
    asked: [] as string[],
    shown: [] as string[],
    keys: new Set<string>(),
    next: [] as Answer[],
    always: "the truth" as Answer | "the truth",
  };
  const answerOf = (request: IncomingMessage, customerId: string): Answer => {
    if (state.next.length > 0) return state.next.shift();
    if (state.always !== "the truth") return state.always;
    if (state.keys.size > 0 && !state.keys.has(keyOf(request))) return 401;
    return isCustomer(customerId) ? 200 : 404;
  };
  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    const customerId = decodeURIComponent(request.url?.replace(/^\/customers\//u, "") ?? "");
    state.asked.push(customerId);
    state.shown.push(keyOf(request));
    const status = answerOf(request, customerId);
    if (status === undefined) return; // the caller's patience ends it
    response.writeHead(status, { "content-type": "application/json" });
    response.end(JSON.stringify({ id: customerId }));
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  server.unref();
  const { port } = server.address() as AddressInfo;
  return Object.assign(state, {
    endpoint: `http://127.0.0.1:${port}/customers`,
    stop: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  });
}
