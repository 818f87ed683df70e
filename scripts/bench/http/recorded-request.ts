import { connect, createServer } from "node:net";

/**
 * The bytes that an SDK client sends for one call, signature and all: the call goes through a proxy to the
 * server on `port`.
 *
 * @param send Makes the call at the endpoint it gets, on one new connection.
 */
export async function recordRequest(
  port: number,
  send: (endpoint: string) => Promise<unknown>,
): Promise<Buffer> {
  const chunks: Buffer[] = [];
  const proxy = createServer((socket) => {
    const onward = connect({ port, host: "127.0.0.1" });
    socket.on("data", (chunk) => chunks.push(chunk));
    socket.on("error", () => onward.destroy());
    onward.on("error", () => socket.destroy());
    socket.pipe(onward).pipe(socket);
  });
  await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  const address = proxy.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  try {
    await send(`http://127.0.0.1:${address.port}`);
  } finally {
    proxy.close();
  }
  return Buffer.concat(chunks);
}
