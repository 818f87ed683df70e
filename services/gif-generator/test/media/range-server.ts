import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** What a test makes of a request before the file is handed out; true when it has answered. */
export type Mishap = (request: IncomingMessage, response: ServerResponse) => boolean;

/** A web server with one file, which answers ranges as S3 does. */
export interface RangeServer {
  readonly url: string;
  /** The `Range` header of each request. */
  readonly ranges: readonly (string | undefined)[];
  /** Connections that are open now. */
  readonly openConnections: () => Promise<number>;
  readonly stop: () => Promise<void>;
}

/** Serves `file` on a free port. */
export async function serveRanges(
  file: Buffer,
  mishap: Mishap = () => false,
): Promise<RangeServer> {
  const ranges: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    ranges.push(request.headers.range);
    if (mishap(request, response)) return;
    const [, from = "0", to = ""] = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? "") ?? [];
    if (Number(from) >= file.length) {
      response.writeHead(416).end();
      return;
    }
    const part = file.subarray(Number(from), to === "" ? file.length : Number(to) + 1);
    const last = Number(from) + part.length - 1;
    response.writeHead(206, { "content-range": `bytes ${from}-${last}/${file.length}` }).end(part);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/video.mp4`,
    ranges,
    openConnections: () =>
      new Promise((resolve, reject) => {
        server.getConnections((error, count) => (error === null ? resolve(count) : reject(error)));
      }),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
