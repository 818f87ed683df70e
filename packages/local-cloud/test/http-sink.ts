import { once } from "node:events";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { onTestFinished } from "vitest";

/** A request that came to a sink. */
export interface SunkRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** How a sink answers; 200 without headers and body. */
export interface SinkAnswer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Starts an HTTP server on this machine that keeps what comes; it ends with the test. */
export async function startSink(answer: (request: SunkRequest) => SinkAnswer = () => ({})) {
  const requests: SunkRequest[] = [];
  const server = createServer((request, response) => {
    void (async () => {
      const { method = "", url = "", headers } = request;
      const kept = { method, url, headers, body: await text(request) };
      requests.push(kept);
      const { status = 200, headers: own = {}, body: said = "" } = answer(kept);
      response.writeHead(status, own).end(said);
    })();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { requests, endpoint: `http://127.0.0.1:${port}` };
}
