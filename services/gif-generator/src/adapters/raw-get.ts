import * as http from "node:http";
import * as https from "node:https";

const PARTS = /^(?<scheme>https?):\/\/(?<host>[^/?#:]+)(?::(?<port>\d+))?(?<path>\/[^#]*)$/u;

const agents = {
  http: new http.Agent({ keepAlive: true }),
  https: new https.Agent({ keepAlive: true }),
};

/**
 * Asks for a URL with its path exactly as it stands, and follows no redirect. `fetch` and `URL` resolve `..` and
 * `%2e%2e`, which may be parts of an object's key.
 *
 * @throws {TypeError} It is no URL of a web server.
 */
export function rawGet(
  url: string,
  headers: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<http.IncomingMessage> {
  const { scheme, host, port, path } = PARTS.exec(url)?.groups ?? {};
  if (host === undefined) throw new TypeError("no URL of a web server");
  const [request, agent] =
    scheme === "https" ? [https.request, agents.https] : [http.request, agents.http];
  const options = { host, port, path, headers, signal, agent };
  return new Promise((resolve, reject) => {
    request(options, resolve).once("error", reject).end();
  });
}
