import { connect, type Socket } from "node:net";
import { readResponse, type RawResponse } from "./response.ts";

/** One kept-alive connection: one request at a time. */
export interface Connection {
  send(request: Buffer): Promise<RawResponse>;
  close(): void;
}

/** Connects; sockets and not node:http, so that little of what is measured is the client's own time. */
export async function openConnection(port: number): Promise<Connection> {
  const socket = await connected(port);
  let received: Buffer = Buffer.alloc(0);
  let waiting: PromiseWithResolvers<RawResponse> | undefined;
  const fail = (error: Error): void => {
    waiting?.reject(error);
    waiting = undefined;
  };
  socket.on("error", fail);
  socket.on("close", () => fail(new Error("the server has closed the connection")));
  socket.on("data", (chunk: Buffer) => {
    received = received.length === 0 ? chunk : Buffer.concat([received, chunk]);
    try {
      const response = readResponse(received);
      if (response === undefined) return;
      received = received.subarray(response.sizeBytes);
      waiting?.resolve(response);
      waiting = undefined;
    } catch (error) {
      socket.destroy(error instanceof Error ? error : new Error(String(error)));
    }
  });
  return {
    send(request) {
      waiting = Promise.withResolvers();
      socket.write(request);
      return waiting.promise;
    },
    close: () => socket.destroy(),
  };
}

function connected(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: "127.0.0.1", noDelay: true });
    socket.once("error", reject).once("connect", () => resolve(socket.off("error", reject)));
  });
}
