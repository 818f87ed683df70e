import { createServer, request, type ServerResponse } from "node:http";
import { once } from "node:events";
import { expect, test } from "vitest";
import { ClientSignal } from "./client-signal.ts";

/** A client that waits for an answer, and the server's side of it. */
async function waitingClient(): Promise<{ response: ServerResponse; leave: () => void }> {
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" ? address?.port : undefined;
  const client = request({ host: "127.0.0.1", port, agent: false });
  client.on("error", () => undefined).end();
  const [, response] = await once(server, "request");
  server.close();
  return { response: response as ServerResponse, leave: () => client.destroy() };
}

const NEVER = new AbortController().signal;

test("aborts when the client leaves", async () => {
  const { response, leave } = await waitingClient();
  const { signal } = new ClientSignal(response, NEVER);
  expect(signal.aborted).toBe(false);
  leave();
  await once(response, "close");
  expect(signal.aborted).toBe(true);
});

test("has aborted when it is asked for after the client has left", async () => {
  const { response, leave } = await waitingClient();
  const client = new ClientSignal(response, NEVER);
  leave();
  await once(response, "close");
  expect(client.signal.aborted).toBe(true);
});

test("stays as it is once the answer is out", async () => {
  const { response } = await waitingClient();
  const { signal } = new ClientSignal(response, NEVER);
  response.end("done");
  await once(response, "close");
  expect(signal.aborted).toBe(false);
});

test("aborts when the cloud stops", async () => {
  const { response, leave } = await waitingClient();
  const stopping = new AbortController();
  const { signal } = new ClientSignal(response, stopping.signal);
  stopping.abort();
  expect(signal.aborted).toBe(true);
  leave();
});
