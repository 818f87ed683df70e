import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createServer as createHttp2Server } from "node:http2";
import { createServer as createNetServer, type Socket } from "node:net";

/** What answers every request. It must not reject. */
export type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** A listening server. */
export interface Listening {
  readonly port: number;
  /** Stops listening and ends every connection. */
  close(): Promise<void>;
}

const HTTP2_PREFACE = "PRI";

/**
 * Listens on the loopback interface for HTTP/1.1 and for HTTP/2 with prior knowledge, on one port:
 * the first bytes of a connection tell them apart.
 *
 * @param port 0 for a free one.
 * @throws {Error} `EADDRINUSE`.
 */
export async function listen(port: number, answer: Answer): Promise<Listening> {
  const http1 = createServer({ keepAliveTimeout: 60_000 }, answer);
  http1.on("checkContinue", answerContinue(answer));
  // The compatibility API gives HTTP/2 requests the same shape.
  // oxlint-disable-next-line typescript/consistent-type-assertions -- see the line above
  const http2 = createHttp2Server(answer as never) as unknown as Server;
  const sockets = new Set<Socket>();

  const server = createNetServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
    socket.on("error", () => socket.destroy());
    socket.once("data", (first) => {
      socket.pause();
      socket.unshift(first);
      const isHttp2 = first.subarray(0, 3).toString("latin1") === HTTP2_PREFACE;
      (isHttp2 ? http2 : http1).emit("connection", socket);
      // Not before the server has put its own listeners on the socket.
      process.nextTick(() => socket.resume());
    });
  });

  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  const address = server.address();
  return {
    port: typeof address === "object" && address !== null ? address.port : port,
    async close() {
      const closed = new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

/** The SDK sends `Expect: 100-continue` before large bodies. */
function answerContinue(answer: Answer): Answer {
  return (request, response) => {
    response.writeContinue();
    answer(request, response);
  };
}
